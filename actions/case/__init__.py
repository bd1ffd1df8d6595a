"""One case: what is told of it, what is asked, and whether it can be commented on."""
