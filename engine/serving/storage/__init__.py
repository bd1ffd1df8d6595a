"""Where conversations are kept, and what keeps their turns apart."""
