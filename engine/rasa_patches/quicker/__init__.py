"""Takes work away from each message of a process that serves."""
