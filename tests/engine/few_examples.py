"""Training data that take seconds to train on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from contracts.paths import ROOT


def few_examples(target: Path, each: int = 2) -> None:
    """A copy of the training data with the first examples, `each` of an intent in each file."""
    for path in (ROOT / "data").rglob("*.yml"):
        copy = target / path.relative_to(ROOT / "data")
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        copy.write_text(_first(text, each) if "nlu" in path.parts else text, encoding="utf-8")


def _first(text: str, each: int) -> str:
    """The blocks of a file that still have examples once each intent has had its first ones."""
    head, *blocks = text.split("  - intent: ")
    kept: Counter[str] = Counter()
    few = [head]
    for block in blocks:
        lines = block.splitlines(keepends=True)
        intent = lines[0].strip()
        others = [line for line in lines if not line.startswith("      - ")]
        examples = [line for line in lines if line.startswith("      - ")][: each - kept[intent]]
        kept[intent] += len(examples)
        if examples:
            few += ["  - intent: ", *others, *examples]
    return "".join(few)
