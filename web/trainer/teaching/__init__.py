"""What the bot is taught, and what is kept as tests."""
