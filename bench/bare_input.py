"""The yardstick of the first question: `input()` and nothing else."""

input("Quel est le besoin ? ")
