"""Finds and masks personal data in texts."""
