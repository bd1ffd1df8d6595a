"""The messages that trainers review, and what they say of them."""
