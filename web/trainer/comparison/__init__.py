"""How a candidate compares with the model that answers: its page, and the messages behind it."""
