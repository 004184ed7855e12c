"""mentorat : trouver le dispositif de mentorat qui convient, et qui contacter."""

__version__ = "2.0.0"
