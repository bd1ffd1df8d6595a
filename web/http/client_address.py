"""Whose request it is, for limits: an address that the caller cannot choose freely."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

UNKNOWN = "unknown"  # a peer without an address: a Unix socket
# One caller's, as networks are given out.
_IPV6_PREFIX = 64
# [2001:db8::1]:443, [2001:db8::1], 192.0.2.1:443; some proxies put quotes around.
_WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](?::\d+)?|(?P<four>[\d.]+):\d+")


def client_address(forwarded: Iterable[str], peer: str | None, hops: int) -> str:
    """The address that our outermost proxy saw, or that of whoever asks us.

    `forwarded` are all lines of X-Forwarded-For; each of our `hops` proxies has added one address
    at the end, in the last line or in one of its own. What stands before is the caller's word. An
    entry that is no address, or a list that is too short, leaves the peer.
    """
    entries = [entry for line in forwarded for entry in line.split(",")]
    if hops and len(entries) >= hops and (address := _normal(entries[-hops])):
        return address
    return _normal(peer or "") or UNKNOWN


def _normal(entry: str) -> str | None:
    """One spelling for each caller; None if it is no address."""
    bare = entry.strip().strip('"')
    if match := _WITH_PORT.fullmatch(bare):
        bare = match["six"] or match["four"]
    try:
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
