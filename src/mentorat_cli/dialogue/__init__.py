"""Who asks: the interview, its loop, the numbered and the arrow prompters, the form of a new
scheme.
"""
