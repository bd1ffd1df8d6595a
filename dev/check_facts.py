"""Checks the facts file and says where it is wrong: `make facts`."""

from __future__ import annotations

import sys
from itertools import zip_longest
from pathlib import Path

from desk.facts.edit import in_form
from desk.facts.file import FactsError, facts_file, load_facts


def main() -> int:
    """0 if the file may be used and is in its form."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else facts_file()
    try:
        facts = load_facts(path)
    except FactsError as error:
        print(error, file=sys.stderr)
        return 1
    problem = not_in_form(path.read_text(encoding="utf-8"))
    if problem:
        print(f"{path.name}, {problem}", file=sys.stderr)
        return 1
    counts = (
        f"{len(facts.contacts)} kontakter, {len(facts.links)} länkar, "
        f"{len(facts.rules)} regler, {len(facts.topics)} ämnen"
    )
    print(f"{path.name}: {counts}")
    return 0


def not_in_form(text: str) -> str | None:
    """The first line that is not written as the file is kept, in a sentence."""
    lines = zip_longest(text.split("\n"), in_form(text).split("\n"))
    for number, (line, expected) in enumerate(lines, start=1):
        if line != expected:
            rest = f"ska skrivas så här: {expected}" if expected else "ska vara tom"
            return f"rad {number}: raden är inte skriven i filens form, den {rest}"
    return None


if __name__ == "__main__":
    sys.exit(main())
