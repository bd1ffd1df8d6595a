"""Checks the training examples: no duplicates, none that says two things, none from the holdout."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from engine.text import normalise

ROOT = Path(__file__).resolve().parent.parent
HOLDOUT = ROOT / "tests" / "holdout" / "holdout.tsv"
NEAR = 0.9


def examples(folder: Path = ROOT / "data" / "nlu") -> Iterator[tuple[Path, str, str]]:
    """Each example with its file and intent."""
    yaml = YAML(typ="safe")
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.load(path.read_text(encoding="utf-8")).get("nlu", []):
            for line in block["examples"].splitlines():
                yield path, block["intent"], line.removeprefix("- ").strip()


def bare(text: str) -> str:
    """The text as it is compared: folded, without punctuation."""
    folded = normalise(text)
    return re.sub(r"\W+", " ", folded).strip() or folded


def problems() -> Iterator[str]:
    """One line for each thing that is wrong."""
    held_out = [line.split("\t")[2] for line in HOLDOUT.read_text(encoding="utf-8").splitlines()]
    index = _Index()
    for text in held_out:
        index.add(text, None, "holdout")
    for path, intent, text in examples():
        here = f"{path.relative_to(ROOT)}: {text!r}"
        for label, where, same in index.close_to(text):
            if label is None:
                yield f"{here} står {'' if same else 'nästan likadant '}i holdout"
            elif same:
                yield f"{here} står också i {where}"
            elif label != intent:
                yield f"{here} är nästan lika med ett exempel för {label} i {where}"
        index.add(text, intent, str(path.relative_to(ROOT)))


class _Index:
    """Finds texts whose word sets overlap by nine tenths or more."""

    def __init__(self) -> None:
        self._rows: list[tuple[str, frozenset[str], str | None, str]] = []
        self._by_word: dict[str, list[int]] = {}

    def add(self, text: str, label: str | None, where: str) -> None:
        key = bare(text)
        words = frozenset(key.split())
        for word in words:
            self._by_word.setdefault(word, []).append(len(self._rows))
        self._rows.append((key, words, label, where))

    def close_to(self, text: str) -> Iterator[tuple[str | None, str, bool]]:
        key = bare(text)
        words = frozenset(key.split())
        # Two sets that overlap by nine tenths share at least one of the rarest words.
        rare = sorted(words, key=lambda word: len(self._by_word.get(word, ())))
        seen: set[int] = set()
        for word in rare[: len(words) // 10 + 1]:
            seen.update(self._by_word.get(word, ()))
        for row in sorted(seen):
            other, other_words, label, where = self._rows[row]
            if key == other:
                yield label, where, True
            elif len(words & other_words) >= NEAR * len(words | other_words):
                yield label, where, False


def main() -> int:
    """0 if nothing is wrong."""
    found = list(problems())
    print("\n".join(found) or "Träningsexemplen är utan dubbletter och läckor.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
