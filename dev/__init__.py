"""What developers run by hand: a chat in the terminal, pictures, checks."""
