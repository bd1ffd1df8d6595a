"""One message in, the cards that answer it out, the same in every channel."""
