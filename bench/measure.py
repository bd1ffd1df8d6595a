"""Trains and reads in our environment, as the engine does: bench/peer/measure.py, prepared."""

from __future__ import annotations

import sys

from bench.peer import measure
from engine.logs import only_warnings
from engine.rasa_patches import make_quicker


def main() -> None:
    """Take the peer's arguments, and print what it prints."""
    only_warnings()
    if sys.argv[1] == "read":
        make_quicker()
    measure.main()


if __name__ == "__main__":
    main()
