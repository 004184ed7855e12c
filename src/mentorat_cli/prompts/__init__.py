"""Who asks the questions: with arrows (`fancy`), with numbers (`numbered`), or from a script in the tests."""
