"""The only part that the outside reaches: pages, the chat API and the channels."""
