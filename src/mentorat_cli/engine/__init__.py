"""What follows from the answers: verdicts, order, questions that matter, contacts, coverage.
Pure.
"""
