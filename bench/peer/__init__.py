"""Rasa's own default in an environment of its own: what the bot is measured against."""
