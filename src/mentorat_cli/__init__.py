"""mentorat : trouver le dispositif de mentorat qui convient, et qui contacter."""

__version__ = "1.0.0"
