"""What is asked within an intent: read, cut out of a message of several, and chosen."""
