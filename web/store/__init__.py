"""What is stored of conversations: its tables, and how it is read, exported and deleted."""
