"""Sends what a channel's vendor is to show: kept until it is taken, in order, and tried again.

`app[keys.OUTGOING].send(address, cards)` sends cards to any address of any channel that is on, now
or much later: an address is plain data, to be kept as JSON. docs/ny-kanal.md says what a channel
gives for that.
"""
