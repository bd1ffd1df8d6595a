"""Reads labelled examples from Rasa's YAML, as data/nlu holds them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from contracts.paths import NLU

_LANGUAGE = "sv"  # of a block that names none


class Example(NamedTuple):
    """A message and its label, `a+b` for two wishes."""

    language: str
    label: str
    text: str


class NluFileError(ValueError):
    """YAML that holds no examples; `block` is the first that is none, from 1, or None."""

    def __init__(self, block: int | None = None) -> None:
        self.block = block
        super().__init__("no examples" if block is None else f"block {block} is no examples")


def read_examples(text: str) -> list[Example]:
    """The examples in the text of a file, in order.

    Raises:
        YAMLError: it is no YAML.
        NluFileError: it is YAML of something else.
    """
    content = YAML(typ="safe").load(text)
    if content is None:
        return []
    blocks = (content.get("nlu") or []) if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        raise NluFileError
    return [example for number, block in enumerate(blocks, 1) for example in _read(number, block)]


def examples_in(folder: Path = NLU) -> Iterator[tuple[Path, Example]]:
    """Each example of the files in a folder and below, with its file, always in the same order.

    Raises:
        OSError, YAMLError, NluFileError: as for `read_examples`.
    """
    for path in sorted(folder.rglob("*.yml")):
        for example in read_examples(path.read_text(encoding="utf-8")):
            yield path, example


def _read(number: int, block: Any) -> Iterator[Example]:
    keys = ("intent", "examples")
    if not isinstance(block, dict) or not all(isinstance(block.get(key), str) for key in keys):
        raise NluFileError(number)
    language = (block.get("metadata") or {}).get("language", _LANGUAGE)
    for line in block["examples"].splitlines():
        if text := line.strip().removeprefix("-").strip():
            yield Example(language, block["intent"], text)
