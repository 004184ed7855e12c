# Complétion de mentorat pour bash. Pour l’activer : source <(mentorat --completion bash)
_mentorat() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            :fichiers) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2")) ;;
            :dossiers) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$2")) ;;
            ?*) COMPREPLY+=("${line%%$'\t'*}") ;;
        esac
    done < <(_MENTORAT_COMPLETE=bash "$1" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _mentorat mentorat
