"""Reads what a message after an answer asks for; recipes/answers makes the files beside it."""
