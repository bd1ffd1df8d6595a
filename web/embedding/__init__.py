"""The chat on other sites' pages: who may frame it, and the script that puts it there."""
