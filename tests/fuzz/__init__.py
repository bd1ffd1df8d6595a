"""Many more of the cases that tests make up: `make fuzz`."""
