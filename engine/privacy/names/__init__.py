"""The Swedish name recogniser: run-time code, lists and weights."""
