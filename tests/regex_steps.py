"""Counts the steps of a backtracking matcher, which time would only tell on an idle machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from re import _constants as sre
from re import _parser as parser
from typing import Any

_CLASSES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}
_ONE_CHARACTER = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)


class TooManySteps(Exception):
    """A pattern was given up."""


class Steps:
    """A pattern read as `re` reads it: greedy, left to right, back one choice at a time.

    `count` is how many characters and places were compared so far.

    Raises:
        TooManySteps: more than `most` were.
    """

    def __init__(self, pattern: re.Pattern[str], most: int = 1_000_000) -> None:
        self.count = 0
        self._most = most
        self._parsed = _parsed(pattern)
        self._tree = self._parsed.tree
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the pattern is found, as by `finditer`."""
        found, at = [], 0
        self._text = text
        while at <= len(text):
            self._groups = {}
            end = next(self._sequence(self._tree, 0, at), None)
            if end is None:
                at += 1
                continue
            found.append((at, end))
            at = max(end, at + 1)
        return found

    def matches(self, text: str) -> bool:
        """Whether the pattern is the whole text, as by `fullmatch`."""
        self._text, self._groups = text, {}
        return any(end == len(text) for end in self._sequence(self._tree, 0, 0))

    def _step(self) -> None:
        self.count += 1
        if self.count > self._most:
            raise TooManySteps(f"more than {self._most}")

    def _sequence(self, nodes: list[Any], index: int, at: int) -> Iterator[int]:
        # One character leads to one place at most, without a choice to come back to.
        while index < len(nodes) and nodes[index][0] in _ONE_CHARACTER:
            self._step()
            if not self._is(nodes[index], at):
                return
            index, at = index + 1, at + 1
        if index == len(nodes):
            yield at
            return
        for end in self._node(nodes[index], at):
            yield from self._sequence(nodes, index + 1, end)

    def _node(self, node: Any, at: int) -> Iterator[int]:
        kind, value = node
        self._step()
        if kind is sre.MAX_REPEAT:
            least, most, repeated = value
            yield from self._repeat(least, most, repeated, at)
        elif kind is sre.MIN_REPEAT:
            least, most, repeated = value
            yield from self._repeat_lazily(least, most, repeated, at)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from self._sequence(branch, 0, at)
        elif kind is sre.SUBPATTERN:
            for end in self._sequence(value[3], 0, at):
                if value[0]:
                    self._groups[value[0]] = (at, end)
                yield end
        elif kind is sre.GROUPREF:
            start, end = self._groups[value]
            if self._text.startswith(self._text[start:end], at):
                yield at + end - start
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            if self._looks(value[0], value[1], at) == (kind is sre.ASSERT):
                yield at
        elif kind is sre.AT:
            if self._is_place(value, at):
                yield at
        else:
            raise NotImplementedError(f"{kind} is not counted")

    def _repeat(self, least: int, most: Any, body: Any, at: int) -> Iterator[int]:
        most = len(self._text) + 1 if most is sre.MAXREPEAT else most
        if len(body) == 1 and body[0][0] in _ONE_CHARACTER:
            times = 0
            while times < most and self._is(body[0], at + times):
                self._step()
                times += 1
            while times >= least:
                self._step()
                yield at + times
                times -= 1
        else:
            yield from self._groups_repeated(least, most, body, at)

    def _repeat_lazily(self, least: int, most: Any, body: Any, at: int) -> Iterator[int]:
        """One character, which is all that ours repeat so."""
        if len(body) != 1 or body[0][0] not in _ONE_CHARACTER:
            raise NotImplementedError("a group that is repeated lazily is not counted")
        times = 0
        while True:
            self._step()
            if times >= least:
                yield at + times
            if times == most or not self._is(body[0], at + times):
                return
            times += 1

    def _groups_repeated(self, least: int, most: int, body: list[Any], at: int) -> Iterator[int]:
        """Depth first on a stack: a long text repeats a group more often than Python nests."""
        stack: list[tuple[int, Iterator[int]]] = []
        here = at
        while True:
            self._step()
            stack.append((here, self._sequence(body, 0, here) if len(stack) < most else iter(())))
            while stack:
                place, ends = stack[-1]
                end = next((e for e in ends if e > place), None)
                if end is not None:
                    here = end
                    break
                stack.pop()
                if len(stack) >= least:
                    yield place
            else:
                return

    def _looks(self, direction: int, body: list[Any], at: int) -> bool:
        if direction > 0:
            return next(self._sequence(body, 0, at), None) is not None
        start = at - sum(_widths(body))
        return start >= 0 and next(self._sequence(body, 0, start), None) is not None

    def _is(self, node: Any, at: int) -> bool:
        if at >= len(self._text):
            return False
        key = (id(node), self._text[at])
        matches = self._parsed.matches
        if key not in matches:
            flags = re.IGNORECASE if self._parsed.no_case[id(node)] else 0
            matches[key] = bool(re.compile(_written(node), flags).fullmatch(self._text[at]))
        return matches[key]

    def _is_place(self, place: Any, at: int) -> bool:
        if place is sre.AT_BEGINNING:
            return at == 0
        if place is sre.AT_END:
            return at == len(self._text) or self._text[at:] == "\n"
        if place in (sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY):
            sides = [bool(re.match(r"\w", self._text[i : i + 1])) for i in (at - 1, at) if i >= 0]
            return (len(set([False, *sides] if at == 0 else sides)) > 1) == (
                place is sre.AT_BOUNDARY
            )
        raise NotImplementedError(f"{place} is not counted")


def steps_of(pattern: re.Pattern[str], text: str) -> int:
    """How many steps it takes to find all of a pattern in a text."""
    counted = Steps(pattern)
    spans = counted.spans(text)
    assert spans == [match.span() for match in pattern.finditer(text)], "not counted as re reads"
    return counted.count


@dataclass(frozen=True)
class _Parsed:
    """A pattern's tree, and what is found out about its nodes, which go by their ids."""

    tree: list[Any]
    # Which nodes read small and capital letters as one: "(?-i:…)" takes it back for a part.
    no_case: dict[int, bool]
    matches: dict[tuple[int, str], bool] = field(default_factory=dict)


@cache
def _parsed(pattern: re.Pattern[str]) -> _Parsed:
    tree = list(map(_plain, parser.parse(pattern.pattern, pattern.flags)))
    return _Parsed(tree, dict(_cases(tree, bool(pattern.flags & re.IGNORECASE))))


def _plain(node: Any) -> Any:
    """A node with plain lists for the parser's own, which take ten times as long to go through."""
    kind, value = node
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.SUBPATTERN, sre.ASSERT, sre.ASSERT_NOT):
        *details, body = value
        return kind, (*details, list(map(_plain, body)))
    if kind is sre.BRANCH:
        return kind, (None, [list(map(_plain, branch)) for branch in value[1]])
    return kind, value


def _cases(nodes: Iterable[Any], no_case: bool) -> Iterator[tuple[int, bool]]:
    """For each node of one character, by its id, whether case is nothing to it."""
    for node in nodes:
        kind, value = node
        if kind in _ONE_CHARACTER:
            yield id(node), no_case
        elif kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            yield from _cases(value[2], no_case)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from _cases(branch, no_case)
        elif kind is sre.SUBPATTERN:
            _, added, taken, body = value
            inside = (no_case or bool(added & re.IGNORECASE)) and not taken & re.IGNORECASE
            yield from _cases(body, inside)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _cases(value[1], no_case)


def _widths(body: list[Any]) -> list[int]:
    """How many characters each node of a look behind takes: one, or none."""
    return [1 if kind in _ONE_CHARACTER else 0 for kind, _ in body]


def _written(node: Any) -> str:
    """A node of one character as a pattern."""
    kind, value = node
    if kind is sre.LITERAL:
        return re.escape(chr(value))
    if kind is sre.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    if kind is sre.ANY:
        return "."
    parts: list[str] = []
    writers: dict[Any, Callable[[Any], str]] = {
        sre.NEGATE: lambda _: "^",
        sre.LITERAL: lambda code: re.escape(chr(code)),
        sre.RANGE: lambda ends: f"{re.escape(chr(ends[0]))}-{re.escape(chr(ends[1]))}",
        sre.CATEGORY: lambda name: _CLASSES[name],
    }
    for part, detail in value:
        parts.append(writers[part](detail))
    return f"[{''.join(parts)}]"
