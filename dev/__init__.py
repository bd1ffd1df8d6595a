"""What developers and trainers run by hand: the whole stack, a chat in the terminal, checks."""
