"""The messages to review, and what a trainer says of each."""
