"""Reads labelled examples from Rasa's YAML, as data/nlu holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from contracts.conversation import State, state_of_metadata
from contracts.intents import BOTH, CASE, TELL_CASE
from contracts.paths import NLU

_LANGUAGE = "sv"  # of a block that names none
QUESTION = "/"  # between an intent and the question that is asked for: Rasa's retrieval intents


# A message without any of these asks for a desk rather than for a fact.
_MAY_ASK = re.compile(
    r"\?|\b(?:vad|hur|var|vem|vilka|vilken|när|måste|behöver|får|kan|går|finns|är|kostar|numret"
    r"|telefon|mejl|adress|what|how|where|who|which|when|must|may|can|is|are|does|do|phone|mail)\b",
    re.IGNORECASE,
)


# A word that YAML would not take for a string is none of these.
_PLAIN = r"(?!(?:true|false|null)\b)[a-z_]+(?: [a-z_]+)*"
# A line of a file in the form that ours have: the intent of a block, its metadata, where its
# examples begin, or an example; else it heads the file.
PLAIN_LINE = re.compile(
    r'version: "3\.1"|nlu:|  - intent: (?P<intent>[a-z_][a-z_+/]*[0-9]*)'
    rf"|    metadata: {{(?P<metadata>[a-z_]+:(?: {_PLAIN})?(?:, [a-z_]+:(?: {_PLAIN})?)*)}}"
    r"|    (?P<begin>examples: \|)|      (?P<example>- .*)"
)


class Example(NamedTuple):
    """A message and its label, `a+b` for two wishes.

    `questions` names what is asked for within the label, () for nothing in particular and None
    where nobody has said; `consent` and `case_stage` what is told of one case. `state` is what
    stood before the message, None where it stands by itself. `writer` names who wrote it, or the
    group whose members nobody has told apart.
    """

    language: str
    label: str
    text: str
    questions: tuple[str, ...] | None = None
    consent: str | None = None
    case_stage: str | None = None
    state: State | None = None
    writer: str | None = None


def tells_of_case(
    label: str, questions: tuple[str, ...] | None, consent: str | None, case_stage: str | None
) -> bool:
    """Whether an example shows what is told of one case, be it nothing.

    Nobody has said so of those about a case that came before questions had names.
    """
    if consent or case_stage or label == TELL_CASE:
        return True
    return CASE in label.split(BOTH) and questions is not None


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
    if (plain := plain_blocks(text)) is not None:
        return [
            example for number, block in enumerate(plain, 1) for example in _read(number, block)
        ]
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


def plain_blocks(text: str) -> list[dict[str, Any]] | None:
    """The blocks of a file in the form that ours have, twenty times as fast as by YAML; else None.

    Every line is one of `PLAIN_LINE`, and metadata hold plain words.
    """
    blocks: list[dict[str, Any]] = []
    for line in text.rstrip("\n").split("\n"):
        match = PLAIN_LINE.fullmatch(line)
        if match is None or (match.lastgroup not in (None, "intent") and not blocks):
            return None
        if match["intent"]:
            blocks.append({"intent": match["intent"]})
        elif match["metadata"] is not None:
            pairs = (pair.partition(":") for pair in match["metadata"].split(", "))
            blocks[-1]["metadata"] = {key: value.strip() or None for key, _, value in pairs}
        elif match["begin"]:
            blocks[-1]["examples"] = ""
        elif match["example"]:
            if "examples" not in blocks[-1]:
                return None
            blocks[-1]["examples"] += match["example"] + "\n"
    return blocks


def _read(number: int, block: Any) -> Iterator[Example]:
    keys = ("intent", "examples")
    if not isinstance(block, dict) or not all(isinstance(block.get(key), str) for key in keys):
        raise NluFileError(number)
    metadata = block.get("metadata") or {}
    label, _, question = block["intent"].partition(QUESTION)
    rest = (
        questions_of(question, metadata),
        metadata.get("consent"),
        metadata.get("case_stage"),
        state_of_metadata(metadata),
        metadata.get("writer"),
    )
    language = metadata.get("language", _LANGUAGE)
    for line in block["examples"].splitlines():
        if text := line.strip().removeprefix("-").strip():
            yield Example(language, label, text, *rest)


def questions_of(question: str, metadata: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What an example asks for: its retrieval intent's question, and `also` in its metadata.

    An example whose metadata tell what stands before it, or how a case stands, asks for nothing
    else than it says; of the others without a question nobody knows.
    """
    if question:
        also = metadata.get("also")
        return (question, also) if also else (question,)
    is_known = {"after", "awaits", "consent", "case_stage", "question"} & metadata.keys()
    return () if is_known else None


def subjects_asked_about(labelled: Iterable[tuple[str, tuple[str, ...] | None]]) -> frozenset[str]:
    """The intents that questions are asked within, of examples' labels and questions."""
    return frozenset(
        part for label, questions in labelled if questions for part in label.split(BOTH)
    )


def asks_nothing(label: str, text: str, asked_about: Set[str]) -> bool:
    """Whether an example whose questions nobody has said can be taken to ask for no single one."""
    return asked_about.isdisjoint(label.split(BOTH)) or not _MAY_ASK.search(text)
