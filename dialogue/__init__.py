"""Keeps account of a conversation and decides what to say next: pure functions over readings."""
