"""The recipe of the domain encoder (README.md)."""
