"""Which models and facts were released."""
