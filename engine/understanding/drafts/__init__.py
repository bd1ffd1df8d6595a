"""Reads what a message does to the draft of a mail; recipes/drafts makes the files beside it."""
