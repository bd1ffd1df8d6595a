"""Finds examples of data/nlu by their words, their labels and what else is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from contracts.conversation import FEATURES, State
from web.trainer.base_examples.files import BaseExample, examples_of, texts_of
from web.trainer.base_examples.near_texts import NearTexts

BY_ITSELF = "forst"  # the filter of those that nothing stands before


@dataclass(frozen=True)
class BaseFilters:
    """Which examples to list; None is any."""

    text: str | None = None  # stands in the example
    label: str | None = None
    question: str | None = None
    state: str | None = None  # a feature of `contracts.conversation`, or BY_ITSELF
    writer: str | None = None
    language: str | None = None


class BaseExamples:
    """All examples of the files, as they were when they were read."""

    def __init__(self, rows: Iterable[BaseExample]) -> None:
        self.rows = list(rows)
        self.by_key = {row.key: row for row in self.rows}

    @cached_property
    def index(self) -> NearTexts:
        """What finds those near a text; it takes a second to make."""
        return NearTexts([row.example.text for row in self.rows])

    @cached_property
    def writers(self) -> list[str]:
        """Who has written some of them."""
        return sorted({row.example.writer for row in self.rows if row.example.writer})

    @cached_property
    def questions(self) -> list[str]:
        """What some of them ask for."""
        return sorted({name for row in self.rows for name in row.example.questions or ()})

    @cached_property
    def states(self) -> list[str]:
        """What stands before some of them."""
        present = {feature for row in self.rows for feature in row.example.state or ()}
        known = [feature for feature in FEATURES if feature in present]
        return [*known, *sorted(present - {*FEATURES})]

    def page(self, filters: BaseFilters, start: int, most: int) -> tuple[list[BaseExample], int]:
        """Some of the examples that pass the filters, as the files have them, and how many do."""
        passing = list(self._passing(filters))
        return passing[start : start + most], len(passing)

    def near(self, text: str, most: int) -> list[BaseExample]:
        """Those that share most with a text, the nearest first."""
        return [self.rows[number] for number, _ in self.index.near(text, most)]

    def _passing(self, filters: BaseFilters) -> Iterator[BaseExample]:
        wanted = {name: value for name, value in vars(filters).items() if value is not None}
        text = wanted.pop("text", "").casefold()
        checks = [(_CHECKS[name], value) for name, value in wanted.items()]
        for row in self.rows:
            if text in row.example.text.casefold() and all(
                check(row, value) for check, value in checks
            ):
                yield row


@cache
def base_examples() -> BaseExamples:
    """Those that were there at the first call; it takes a second."""
    return BaseExamples(examples_of(texts_of()))


def _is_in(state: State | None, feature: str) -> bool:
    return state is None if feature == BY_ITSELF else feature in (state or ())


_CHECKS: Mapping[str, Callable[[BaseExample, Any], bool]] = {
    "label": lambda row, label: row.example.label == label,
    "question": lambda row, question: question in (row.example.questions or ()),
    "state": lambda row, state: _is_in(row.example.state, state),
    "writer": lambda row, writer: row.example.writer == writer,
    "language": lambda row, language: row.example.language == language,
}
