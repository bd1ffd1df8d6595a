"""Logging in, by a password of ours or the organisation's own login, and out."""
