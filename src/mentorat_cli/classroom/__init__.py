"""A class: its table, its columns, its pupils, what helps them together."""
