"""The bot's recipe (readers, training, decision) on sets of messages that others have made."""
