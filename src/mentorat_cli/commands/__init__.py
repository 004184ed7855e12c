"""The commands: one module each, imported only when its command runs. `make(library, shell)`
returns the function typer reads.
"""

COMMANDS: dict[str, dict[str, str]] = {
    "Trouver": {
        "recommend": "Recommander les dispositifs qui conviennent, et qui contacter.",
        "list": "Lister les dispositifs, les associations et les conventions.",
        "show": "Montrer la fiche entière d’un dispositif.",
        "explain": "Expliquer un verdict, condition par condition, et ce qui le changerait.",
        "contacts": "Dire qui contacter, dans quel ordre, et quoi demander.",
    },
    "Tenir la base": {
        "check": "Contrôler la base et vos fichiers\u00a0: tous les problèmes, à leur place.",
        "coverage": "Montrer ce que couvre la base, et où chercher des partenaires.",
        "new": "Préparer un fichier à remplir\u00a0: un dispositif local, ou une classe.",
        "diff": "Comparer deux bases\u00a0: ce qui change, et pour quels profils.",
        "schema": "Donner le schéma des fichiers YAML, pour les éditeurs.",
    },
}
"""Group of the help → command → what it does, in one line."""
