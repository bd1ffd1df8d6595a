"""Takes work away from each training."""
