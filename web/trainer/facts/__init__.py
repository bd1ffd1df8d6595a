"""The facts, edited and released."""
