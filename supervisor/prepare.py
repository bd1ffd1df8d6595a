"""Checks the facts, brings the tables up to date and finds the model: what `make run` does first.

In a process of its own, for what that loads would stay in the memory of the one that watches.
"""

from __future__ import annotations

import os
import sys

from desk.facts.file import FactsError, load_facts
from engine.training.__main__ import main as print_model
from web.store.database import StoreError, upgrade


def main() -> int:
    """Print the path of the model to serve; 1 after one sentence if the bot cannot run."""
    try:
        load_facts()
        upgrade(os.environ["DATABASE_URL"])
    except (FactsError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    sys.argv[1:] = ["--released"]
    return print_model()


if __name__ == "__main__":
    sys.exit(main())
