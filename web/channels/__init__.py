"""The places where people write: each turns an event into text, and a card into its own form."""
