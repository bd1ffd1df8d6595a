"""What runs inside Rasa: understanding and deciding."""
