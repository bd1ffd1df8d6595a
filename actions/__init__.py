"""Rasa actions: they look the answer up in the facts and hand it back as a card."""
