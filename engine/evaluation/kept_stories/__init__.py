"""The stories that a model must still tell: which fail, by how much, and what could mend them."""
