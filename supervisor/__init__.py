"""Keeps the parts up on one machine: `make run`."""
