"""What happens in the chat, in numbers."""
