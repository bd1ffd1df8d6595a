"""Sends a question to a human at the press office, and the answer back."""
