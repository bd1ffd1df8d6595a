"""Reads what a message tells of one person's case; recipes/account makes the files beside it."""
