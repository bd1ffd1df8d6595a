"""What was written and answered: read, counted, exported and deleted."""
