"""Exits with 0 if an address answers 200 within three seconds: `python probe.py <address>`."""

from __future__ import annotations

import sys
from urllib.request import urlopen

if __name__ == "__main__":
    try:
        urlopen(sys.argv[1], timeout=3).close()
    except OSError:
        sys.exit(1)
