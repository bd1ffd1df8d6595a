"""Lets Rasa be imported by a current Python, without TensorFlow."""
