"""One case: what is asked about it, and whether it can be commented on."""
