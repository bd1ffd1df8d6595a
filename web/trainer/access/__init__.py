"""Who may see a page, and the frame that every page has."""
