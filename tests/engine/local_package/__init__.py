"""Actions for tests: one that answers, and one for each way of not answering."""
