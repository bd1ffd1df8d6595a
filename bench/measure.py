"""Trains and reads in our environment, as the engine does: bench/peer/measure.py, prepared."""

from __future__ import annotations

import sys

from bench.peer import measure
from engine.rasa_patches import make_quicker


def main() -> None:
    """Take the same arguments, and write the same."""
    if sys.argv[1] == "read":
        make_quicker()
    measure.main()


if __name__ == "__main__":
    main()
