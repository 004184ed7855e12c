"""The commands: one module each, imported only when its command runs; `table` says what they are
and take.
"""
