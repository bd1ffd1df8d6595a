"""The state of what runs, for releasers."""
