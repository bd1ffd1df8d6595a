"""Files of examples are read alike whether they are plain or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import yaml

from contracts import nlu_files
from contracts.nlu_files import read_examples
from contracts.paths import NLU

HEAD, BLOCK = 'version: "3.1"\nnlu:\n', "  - intent: "


class Loader(yaml.CSafeLoader):
    """Takes yes and no for words, as YAML 1.2 does."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool")]
    for letter, resolvers in Loader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


class LibYaml:
    """Stands in for `YAML`, and reads ten times as fast."""

    def __init__(self, typ: str) -> None:
        assert typ == "safe"

    def load(self, text: str) -> Any:
        return yaml.load(text, Loader=Loader)


def telling_blocks(texts: Iterable[str]) -> Iterator[str]:
    """The blocks, from the shortest on, in which any character, mark of an intent, key or word of
    metadata stands that none before had.
    """
    seen: set[str] = set()
    for block in sorted((b for text in texts for b in text.split(BLOCK)[1:]), key=len):
        intent, _, rest = block.partition("\n")
        metadata = re.findall(r"[a-z_]+:(?: [^,}\n]*)?", rest.partition("examples: ")[0])
        if new := {*block, *metadata, *(f"intent {mark}" for mark in intent)} - seen:
            seen |= new
            yield block


@pytest.mark.slow
def test_plain_files_are_read_as_yaml_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(NLU.rglob("*.yml"))]
    special = HEAD + "".join(f"{BLOCK}{block}" for block in telling_blocks(texts))
    plain, plain_special = [read_examples(text) for text in texts], read_examples(special)
    assert all(nlu_files.plain_blocks(text) is not None for text in [*texts, special])
    monkeypatch.setattr(nlu_files, "plain_blocks", lambda _: None)
    assert read_examples(special) == plain_special
    monkeypatch.setattr(nlu_files, "YAML", LibYaml)
    assert [read_examples(text) for text in texts] == plain


@pytest.mark.parametrize(
    "line",
    [
        "    metadata: {language: true}",
        "    metadata: {language: 'en'}",
        "    metadata: {language: [en]}",
        "  # a remark",
        "    examples: >",
        "lookup: x",
    ],
)
def test_whatever_is_not_plain_is_left_to_yaml(line: str) -> None:
    block = f"{BLOCK}thanks\n    examples: |\n      - tack\n"
    assert nlu_files.plain_blocks(f"{HEAD}{block}") is not None
    assert nlu_files.plain_blocks(f"{HEAD}{block}{line}\n") is None
