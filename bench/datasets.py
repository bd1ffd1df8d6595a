"""The messages that the bench learns from, and those kept from training."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from contracts.intents import FALLBACK
from contracts.labelled_messages import read_messages
from contracts.nlu_files import Example
from contracts.paths import HOLDOUT, LANGUAGE_SETS
from recipes.encoder.examples import read


class BenchMessage(NamedTuple):
    """A message, and what a careful reader would make of it."""

    label: str
    text: str
    tags: frozenset[str] = frozenset()


def is_by_itself(example: Example) -> bool:
    """Whether it has a label whatever stood before it."""
    return example.state is None and example.label != FALLBACK


@lru_cache(maxsize=1)
def examples() -> list[BenchMessage]:
    """The training examples of messages by themselves."""
    return [
        BenchMessage(example.label, example.text) for example in read() if is_by_itself(example)
    ]


def newcomers_apart(
    newcomers: Collection[str | None],
) -> tuple[list[BenchMessage], list[BenchMessage]]:
    """The examples of all others, and those by newcomers."""
    parts: tuple[list[BenchMessage], list[BenchMessage]] = ([], [])
    for example in filter(is_by_itself, read()):
        parts[example.writer in newcomers].append(BenchMessage(example.label, example.text))
    return parts


@lru_cache(maxsize=1)
def evaluation_sets() -> dict[str, list[BenchMessage]]:
    """The messages kept from training: the holdout, its traps, and those by language."""
    paths = {
        "holdout": HOLDOUT,
        **{path.stem: path for path in sorted(LANGUAGE_SETS.glob("*.tsv"))},
    }
    sets = {
        name: [BenchMessage(label, text, tags) for label, tags, text in read_messages(path)]
        for name, path in paths.items()
    }
    traps = [message for message in sets["holdout"] if "trap" in message.tags]
    return {"holdout": sets.pop("holdout"), "traps": traps, **sets}
