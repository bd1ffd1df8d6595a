"""Reads the text of the facts file as YAML, and writes it as it stood: comments, order, quotes."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.representer import RoundTripRepresenter

_DATE = "tag:yaml.org,2002:timestamp"


class _Date(str):
    """A date as it is written, be it one that no year has: the schema checks its form."""

    __slots__ = ()


class _Constructor(RoundTripConstructor):  # type: ignore[misc]
    """Reads dates as they are written."""


class _Representer(RoundTripRepresenter):  # type: ignore[misc]
    """Writes dates as they were read."""


_Constructor.add_constructor(_DATE, lambda _, node: _Date(node.value))
_Representer.add_representer(_Date, lambda self, date: self.represent_scalar(_DATE, str(date)))


def read(text: str) -> Any:
    """The document of a text, which takes half a second for the whole file.

    Raises:
        YAMLError, RecursionError, ValueError, LookupError: it is no YAML.
    """
    return _yaml().load(text)


@lru_cache(maxsize=8)
def kept(text: str) -> Any:
    """The same, kept for all who only read in it: nobody may change it."""
    return read(text)


def write(document: Any) -> str:
    """The text of a document: two spaces a level, four before what follows a dash."""
    stream = io.StringIO()
    _yaml().dump(document, stream)
    return stream.getvalue()


def plain(node: Any) -> Any:
    """A copy of a document in dictionaries, lists and strings, without what only its text has."""
    return _plain(node, {})


def _plain(node: Any, copies: dict[int, Any]) -> Any:
    if isinstance(node, str):
        return str(node)
    if not isinstance(node, dict | list):
        return node
    if id(node) not in copies:  # what several aliases name is one thing
        copies[id(node)] = (
            {_plain(key, copies): _plain(value, copies) for key, value in node.items()}
            if isinstance(node, dict)
            else [_plain(item, copies) for item in node]
        )
    return copies[id(node)]


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor, yaml.Representer = _Constructor, _Representer
    yaml.preserve_quotes = True
    yaml.width = 4096  # no text of the facts is broken into lines
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
