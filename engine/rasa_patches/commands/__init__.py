"""Lets Rasa's own commands run here, with our actions and test stories."""
