"""Faults of connections: too many, too slow, and a certificate that nobody takes."""

from __future__ import annotations

import contextlib
import datetime
import itertools
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from cryptography import x509

from bench.servers import Running, free_ports
from tests.certificates import write_certificate
from tests.faults.fault import Fault, NotHere, Way
from tests.proxies import NAME, program_of, proxy_before
from web.http.open_files import raise_limit

IDLE = 2000
FEW_FILES, MORE_THAN_THOSE = 1024, 1100
SLOW = 300
_HEAD = (
    b"POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 2000\r\n"
)
_PIECE_SECONDS = 0.5


def _connect(stack: Running) -> socket.socket:
    place = urlsplit(stack.system.address)
    return socket.create_connection((place.hostname or "", place.port or 0), timeout=10)


@contextmanager
def idle_connections(folder: Path) -> Iterator[Fault]:
    """2,000 connections over which nothing comes, or half of a request."""
    with _idle(IDLE) as fault:
        yield fault


@contextmanager
def more_than_files(folder: Path) -> Iterator[Fault]:
    """1,100 of them where 1,024 files may be open; each message over a connection of its own."""

    def way(stack: Running) -> Way:
        address = stack.system.ready.removesuffix("/health")
        return address, lambda: aiohttp.TCPConnector(force_close=True)

    with _idle(MORE_THAN_THOSE) as fault:
        yield replace(fault, way=way, most_files=FEW_FILES)


@contextmanager
def _idle(number: int) -> Iterator[Fault]:
    raise_limit()
    with contextlib.ExitStack() as opened:

        def act(stack: Running) -> None:
            halves = itertools.cycle((b"", _HEAD, _HEAD + b"\r\n{"))
            for half in itertools.islice(halves, number):
                one = opened.enter_context(_connect(stack))
                with contextlib.suppress(ConnectionError):  # one too many is closed at once
                    one.sendall(half)

        yield Fault(act, lambda stack: opened.close())


@contextmanager
def slow_clients(folder: Path) -> Iterator[Fault]:
    """300 whose request comes a letter at a time, and who read no answer."""
    raise_limit()
    stopping = threading.Event()
    with contextlib.ExitStack() as opened:

        def trickle(ones: list[socket.socket]) -> None:
            for letter in itertools.cycle(_HEAD + b"\r\n" + b" " * 2000):
                for one in ones:
                    with contextlib.suppress(OSError):  # web has closed it
                        one.sendall(bytes([letter]))
                if stopping.wait(_PIECE_SECONDS):
                    return

        def act(stack: Running) -> None:
            ones = [opened.enter_context(_connect(stack)) for _ in range(SLOW)]
            threading.Thread(target=trickle, args=(ones,), daemon=True).start()

        def undo(stack: Running) -> None:
            stopping.set()
            opened.close()

        yield Fault(act, undo)


@contextmanager
def expired_certificate(folder: Path) -> Iterator[Fault]:
    """The proxy's certificate is out of date, until there is another."""
    nginx = program_of("nginx")
    if nginx is None:
        raise NotHere("Debian's package nginx is not installed")
    plain, port, web = free_ports(3)
    tmp = folder / "proxy"
    tmp.mkdir()
    with proxy_before([web], plain, port, "nginx", tmp) as proxy:

        def exchange(days: int) -> None:
            """For a certificate that is good for so many days from yesterday on."""
            ends = datetime.timedelta(days=days)
            file = write_certificate(tmp / "certificate.pem", x509.DNSName(NAME), ends)
            proxy.trust.load_verify_locations(file)
            command = [nginx, "-e", tmp / "error.log", "-c", tmp / "nginx.conf", "-s", "reload"]
            subprocess.run(command, check=True, capture_output=True)

        def way(stack: Running) -> Way:
            return proxy.url, proxy.connector

        env = {"WEB_PORT": str(web), "PROXY_HOPS": "2", "PUBLIC_URL": proxy.url}
        yield Fault(lambda _: exchange(0), lambda _: exchange(2), env, way)
