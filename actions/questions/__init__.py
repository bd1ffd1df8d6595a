"""Answers to what is asked for, one fact at a time."""
