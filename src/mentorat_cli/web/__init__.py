"""The program in a browser: a request in, a whole page out. No script, no cookie, nothing kept."""
