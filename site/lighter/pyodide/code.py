"""What Pyodide runs code with, without what looks at signatures."""

from _pyodide._base import eval_code

__all__ = ["eval_code"]
