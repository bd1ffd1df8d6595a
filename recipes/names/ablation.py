"""Measures what each rule of the name recogniser is worth, by switching it off.

A row says how many persons are masked in full with the rule off, as they are written and in lower
case, and how many words that are no person's are masked, of both writings.
"""

import argparse
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from contracts.paths import NAMES, PRIVACY
from engine.evaluation.privacy_scores import read_messages
from engine.privacy.names.recogniser import RULES, NameRecogniser
from recipes.names.evaluate import HERE, Text, compare, lowered, read_chat

NAME = "namn"


class MaskingFigures(NamedTuple):
    """Persons masked in full and other words masked, in one set."""

    original: int
    lower: int
    alarms: int

    def minus(self, other: "MaskingFigures") -> "MaskingFigures":
        """How far these figures are above others."""
        return MaskingFigures(*(mine - its for mine, its in zip(self, other, strict=True)))


def read_sets() -> dict[str, list[Text]]:
    """The privacy set and both chat sets, with the spans of their persons."""
    privacy = [
        (m["text"], {(start, end) for start, end, kind in m["spans"] if kind == NAME})
        for m in read_messages(PRIVACY)
    ]
    chat = [t for name in ("chat_eval", "chat_second") for t in read_chat(HERE / f"{name}.jsonl")]
    return {"privacy": privacy, "chat": chat}


def measure(recogniser: NameRecogniser, texts: Iterable[Text]) -> MaskingFigures:
    """The figures of a recogniser over texts, as they are and in lower case."""
    texts = list(texts)
    original = compare(recogniser, texts)
    lower = compare(recogniser, [(lowered(text), persons) for text, persons in texts])
    return MaskingFigures(
        original.covered, lower.covered, original.masked_ordinary + lower.masked_ordinary
    )


def table(rules: Sequence[str]) -> Iterable[str]:
    """The lines of a Markdown table: all rules, then the difference without each."""
    sets = read_sets()
    titles = [f"{name}: {what}" for name in sets for what in ("recall", "lower", "alarms")]
    yield f"| without | {' | '.join(titles)} |"
    yield f"|---|{'---:|' * len(titles)}"
    everything = NameRecogniser(NAMES)
    whole = [measure(everything, texts) for texts in sets.values()]
    persons = [sum(len(spans) for _, spans in texts) for texts in sets.values()]
    cells = [
        f"{f.original} of {n} | {f.lower} of {n} | {f.alarms}"
        for f, n in zip(whole, persons, strict=True)
    ]
    yield f"| (all rules) | {' | '.join(cells)} |"
    for rule in rules:
        recogniser = NameRecogniser(NAMES, without=frozenset({rule}))
        rows = [measure(recogniser, texts) for texts in sets.values()]
        changes = [n for now, all_ in zip(rows, whole, strict=True) for n in now.minus(all_)]
        yield f"| {rule} | {' | '.join(f'{n:+}' if n else '' for n in changes)} |"


def main() -> None:
    """Print what each rule of the recogniser is worth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", nargs="*", default=RULES, help="names of rules; all by default")
    for line in table(parser.parse_args().rules):
        print(line, flush=True)


if __name__ == "__main__":
    main()
