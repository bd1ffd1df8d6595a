"""Finds what web listens on: sockets that whoever starts it has opened, or its own.

Who comes while no web is there waits in a socket that stays open, until the next web takes it.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping

# So many may wait, or as many as the system lets (net.core.somaxconn).
BACKLOG = 1024
# The numbers of what the supervisor hands over, with commas between.
SOCKETS = "WEB_SOCKETS"
_FIRST_OF_SYSTEMD = 3


async def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at each address of a host, as asyncio has them.

    Raises:
        OSError: there is no such host, or somebody has the port.
    """
    loop = asyncio.get_running_loop()
    bound = await loop.create_server(asyncio.Protocol, host, port, start_serving=False)
    opened = [one.dup() for one in bound.sockets]
    bound.close()
    for one in opened:
        one.listen(BACKLOG)
    return opened


def handed_over(env: Mapping[str, str] = os.environ) -> list[socket.socket]:
    """What the supervisor has opened, or systemd (sd_listen_fds(3)); none where nobody has.

    systemd says whom it is for. The supervisor cannot, for it knows no process before it starts it.

    Raises:
        OSError: a number is no socket's.
    """
    numbers = [int(number) for number in env.get(SOCKETS, "").split(",") if number]
    if env.get("LISTEN_PID") == str(os.getpid()):
        count = int(env.get("LISTEN_FDS", 0))
        numbers = list(range(_FIRST_OF_SYSTEMD, _FIRST_OF_SYSTEMD + count))
    for number in numbers:
        os.set_inheritable(number, False)
    return [socket.socket(fileno=number) for number in numbers]
