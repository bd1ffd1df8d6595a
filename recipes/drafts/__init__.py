"""Makes what engine/understanding/drafts reads a message about a draft with (README.md)."""
