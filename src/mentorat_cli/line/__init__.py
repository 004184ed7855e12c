"""The command line: the program, its early options, help in French, refusals, completion."""
