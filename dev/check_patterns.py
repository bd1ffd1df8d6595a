"""Check that no regular expression of the served rooms can take exponential time (ReDoS).

A match backtracks without end only where a repeat holds another repeat, or alternatives, that can
read the same text in two ways. Each such repeat is handed, alone, to recheck, which decides it on
its automaton. What overlaps side by side grows by a power: `tests/test_pattern_work.py` pumps it.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from re import _constants as sre
from re import _parser as parser
from typing import Any

from contracts.paths import ROOT
from dev.node import find_node

ROOMS = ("contracts", "desk", "dialogue", "actions", "engine", "web")
SCRIPT = ROOT / "dev" / "check_patterns.mjs"
# So many times are taken for any number of times.
LARGE = 10
_CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
_CLASSES = {
    sre.CATEGORY_DIGIT: r"\p{Nd}",
    sre.CATEGORY_NOT_DIGIT: r"\P{Nd}",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\p{L}\p{N}_",
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
Pattern = tuple[str, int]


def compiled_patterns(rooms: Iterable[str] = ROOMS) -> dict[Pattern, str]:
    """Import the rooms, and return each pattern that they compile with where it is compiled."""
    found: dict[Pattern, str] = {}
    with _recording(found, tuple(f"{room}." for room in rooms)):
        for room in rooms:
            package = importlib.import_module(room)
            for module in pkgutil.walk_packages(package.__path__, f"{room}."):
                # A migration runs once, on what is stored already; a program would start.
                if ".migrations." not in module.name and not module.name.endswith("__main__"):
                    importlib.import_module(module.name)
    return found


@contextmanager
def _recording(found: dict[Pattern, str], rooms: tuple[str, ...]) -> Iterator[None]:
    original = re.compile

    def record(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        made = original(pattern, flags)
        caller = sys._getframe(1)
        name = caller.f_globals.get("__name__", "")
        if name.startswith(rooms) and isinstance(made.pattern, str):
            found.setdefault((made.pattern, made.flags), f"{name}:{caller.f_lineno}")
        return made

    re.compile = record  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = original


def written_patterns(source: str, place: str) -> dict[Pattern, str]:
    """Return the patterns that a module writes into its calls of `re`.

    A value that an f-string puts in stands as a letter.
    """
    found: dict[Pattern, str] = {}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(ast.Name("re"), name), args=[first, *_]) if (
                name in _CALLS
            ):
                if (text := _literal(first)) is not None:
                    found.setdefault((text, re.UNICODE), f"{place}:{node.lineno}")
    return found


def _literal(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(str() as text):
            return text
        case ast.JoinedStr(values):
            return "".join(_literal(value) or "x" for value in values)
    return None


def ambiguous(patterns: Mapping[Pattern, str]) -> list[str]:
    """Return a line for each pattern with a repeat that reads some text in too many ways.

    Raises:
        RuntimeError: recheck is missing or fails.
    """
    rows = [
        {"place": place, "pattern": text, "source": f"^(?:{body})*$", "flags": flags}
        for (text, number), place in patterns.items()
        for body, flags in repeats(text, number)
    ]
    run = subprocess.run(
        [find_node(), SCRIPT], input=json.dumps(rows), cwd=ROOT, capture_output=True, text=True
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    return [f"{row['place']}: {row['result']}: {row['pattern']}" for row in json.loads(run.stdout)]


def repeats(pattern: str, flags: int) -> Iterator[tuple[str, str]]:
    """Yield the bodies of the repeats that hold a choice, outermost first, as JavaScript reads it.

    Each comes with its JavaScript flags.
    """
    writer = _Writer()
    js_flags = "u" + "i" * bool(flags & re.IGNORECASE) + "s" * bool(flags & re.DOTALL)
    for node in _nodes(parser.parse(pattern, flags)):
        kind, value = node
        if kind in _REPEATS and value[1] >= LARGE and any(map(_is_choice, _nodes(value[2]))):
            yield writer.sequence(value[2]), js_flags


def _is_choice(node: Any) -> bool:
    kind, value = node
    return kind is sre.BRANCH or (kind in _REPEATS and value[0] != value[1])


def _nodes(nodes: Iterable[Any]) -> Iterator[Any]:
    """Walk a parsed pattern, outer nodes before inner ones."""
    for node in nodes:
        yield node
        for part in _parts(node):
            yield from _nodes(part)


def _parts(node: Any) -> list[Any]:
    kind, value = node
    if kind in _REPEATS:
        return [value[2]]
    if kind is sre.BRANCH:
        return list(value[1])
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is sre.ATOMIC_GROUP else []


class _Writer:
    """Writes a parsed pattern in JavaScript's syntax.

    Places and looks around are left out: what is ambiguous with them is so without.
    """

    def __init__(self) -> None:
        self._groups = 0

    def sequence(self, nodes: Iterable[Any]) -> str:
        return "".join(self._node(kind, value) for kind, value in nodes)

    def _node(self, kind: Any, value: Any) -> str:
        if kind in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return ""
        if kind is sre.LITERAL:
            return _character(value)
        if kind is sre.NOT_LITERAL:
            return f"[^{_character(value)}]"
        if kind is sre.ANY:
            return "."
        if kind is sre.IN:
            return _class(value)
        if kind is sre.SUBPATTERN:
            return f"(?:{self.sequence(value[3])})"
        if kind is sre.BRANCH:
            return f"(?:{'|'.join(map(self.sequence, value[1]))})"
        if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            return self._repeat(value)
        if kind is sre.POSSESSIVE_REPEAT:
            return self._atomic(self._repeat(value))
        if kind is sre.ATOMIC_GROUP:
            return self._atomic(self.sequence(value))
        raise NotImplementedError(f"{kind} is not translated")

    def _repeat(self, value: Any) -> str:
        least, most, body = value
        last = "" if most is sre.MAXREPEAT else most
        return f"(?:{self.sequence(body)}){{{least},{last}}}"

    def _atomic(self, written: str) -> str:
        self._groups += 1
        return rf"(?:(?=({written}))\{self._groups})"


def _character(code: int) -> str:
    return f"\\u{{{code:x}}}"


def _class(items: list[Any]) -> str:
    is_negated = items[0][0] is sre.NEGATE
    inside, beside = "", []
    for kind, value in items[is_negated:]:
        if kind is sre.LITERAL:
            inside += _character(value)
        elif kind is sre.RANGE:
            inside += f"{_character(value[0])}-{_character(value[1])}"
        elif value is sre.CATEGORY_NOT_WORD:
            beside.append(r"[^\p{L}\p{N}_]")
        else:
            inside += _CLASSES[value]
    if not beside:
        return f"[{'^' * is_negated}{inside}]"
    either = "|".join([f"[{inside}]"] * bool(inside) + beside)
    # JavaScript has no class of what is no word character and something else.
    return rf"(?:(?!{either})[^])" if is_negated else f"(?:{either})"


def all_patterns() -> dict[Pattern, str]:
    """Return what the rooms compile and what they write into calls, with where it stands."""
    found = compiled_patterns()
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                found = written_patterns(path.read_text(), name) | found
    return found


def main() -> int:
    """Print the patterns that can take exponential time; 1 if there is one."""
    lines = ambiguous(all_patterns())
    print(*lines, sep="\n", end="\n" if lines else "")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
