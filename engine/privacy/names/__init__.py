"""The Swedish name recogniser: run-time code, weights, and the recipe that made them."""
