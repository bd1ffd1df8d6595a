"""Turns the bot off and on, channel by channel."""
