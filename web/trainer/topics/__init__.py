"""What people write about that the bot does not know yet, and the draft of a label for it."""
