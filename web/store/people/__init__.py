"""Who may log in, and who did what."""
