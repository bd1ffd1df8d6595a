"""Messages a second, ours and Rasa's default as both are served: `make load`."""
