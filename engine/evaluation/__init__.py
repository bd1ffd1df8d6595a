"""Says how well a model does: outcomes, comparisons, test stories, privacy."""
