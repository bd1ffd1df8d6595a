"""The recipe of the name recogniser (README.md)."""
