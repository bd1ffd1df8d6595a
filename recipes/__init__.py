"""How the weights in the repository are made: by hand, rarely; nothing served imports it."""
