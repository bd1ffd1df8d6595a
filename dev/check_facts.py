"""Checks the facts file and says where it is wrong: `make facts`."""

from __future__ import annotations

import sys
from pathlib import Path

from desk.facts.file import FACTS_FILE, FactsError, load_facts


def main() -> int:
    """0 if the file may be used."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else FACTS_FILE
    try:
        facts = load_facts(path)
    except FactsError as error:
        print(error, file=sys.stderr)
        return 1
    counts = (
        f"{len(facts.contacts)} kontakter, {len(facts.links)} länkar, "
        f"{len(facts.rules)} regler, {len(facts.topics)} ämnen"
    )
    print(f"{path.name}: {counts}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
