"""Writes what trainers have made in the formats of data/nlu and of evaluation/.

Pure, and in the Python of both environments: the engine's tests read it back with Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from io import StringIO
from itertools import chain, groupby
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from web.store.conversations.dialogue import StoredTurn

_VERSION = DoubleQuotedScalarString("3.1")
# What turns the direction of writing, so that another text is read than the one that is there; what
# YAML cannot hold as it is, and the mark that programs put first in a file.
_UNPRINTABLE = re.compile(
    "[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]"
    "|[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
)
# Rasa takes words in brackets for an entity when another bracket follows, and puts characters
# for their codes in files that are all ASCII.
_ENTITY = re.compile(r"\[([^\]]+)\](?=[({\[])")
# What the user says in a turn of a story, and the steps that follow it.
StepsOfTurn = tuple[Mapping[str, Any], list[Mapping[str, Any]]]
# What stands for the lines of a block until they are put in.
_EXAMPLES = "- examples"
_CODE = re.compile(r"\\(?=[uU])")


def one_line(text: str) -> str:
    """The text as it can stand on a line of these files: one space between words."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def without_markup(text: str) -> str:
    """The text with other signs where Rasa would see an entity, or a character by its code."""
    while _ENTITY.search(text):
        text = _ENTITY.sub(r"(\1)", text)
    return _CODE.sub("/", text)


def nlu_yaml(examples: Iterable[tuple[str, str, str]]) -> str:
    """Training examples `(language, label, text)` by language, label and text.

    The same examples are the same file, in whatever order they come. Each text is `one_line`.
    """
    blocks, texts = [], []
    for (language, label), rows in groupby(sorted(examples), key=lambda row: row[:2]):
        metadata = CommentedMap(language=language)
        metadata.fa.set_flow_style()
        examples = LiteralScalarString(f"{_EXAMPLES}\n")
        blocks.append({"intent": label, "metadata": metadata, "examples": examples})
        texts.append("".join(f"      - {text}\n" for _, _, text in rows))
    # The lines are put in afterwards: ruamel takes a second for twenty thousand.
    frame = _dump({"version": _VERSION, "nlu": blocks}).split(f"      {_EXAMPLES}\n")
    return "".join(chain.from_iterable(zip(frame, [*texts, ""], strict=True)))


def stories_yaml(stories: Iterable[tuple[str, str]]) -> str:
    """Test stories `(name, steps as YAML)` by name; empty when there are none."""
    blocks = [
        {"story": name, "steps": _literal(read_steps(steps))} for name, steps in sorted(stories)
    ]
    return _dump({"version": _VERSION, "stories": blocks}) if blocks else ""


def holdout_tsv(lines: Iterable[str]) -> str:
    """Lines of contracts/labelled_messages.py, in order; empty when there are none."""
    return "".join(f"{line}\n" for line in sorted(lines))


def story_steps(
    turns: Sequence[StoredTurn],
    texts: Sequence[str],
    labels: Mapping[int, str],
    acts: Collection[int],
) -> str:
    """The steps of a test story, as YAML: what was written, understood and done.

    `texts` are the turns' texts as they may be kept. `labels` says, by the turns' ids, what was
    meant. Where that is not what was understood, what ought to have followed is not known, of
    that turn and of those after it: they state the intent alone, and so do the turns whose ids
    are not in `acts`.
    """
    steps: list[dict[str, Any]] = []
    is_certain = True
    for turn, text in zip(turns, texts, strict=True):
        meant = labels.get(turn.id, turn.intent)
        is_certain = is_certain and meant == turn.intent
        step: dict[str, Any] = {"user": LiteralScalarString(f"{text}\n")}
        if meant:
            step["intent"] = meant
        claims_acts = is_certain and turn.id in acts
        if not claims_acts:
            step["only_intent"] = True
        steps.append(step)
        if claims_acts:
            steps += [{"action": name} for name in turn.actions]
            if turn.loop:
                steps.append({"active_loop": turn.loop})
    return _dump(steps)


def steps_yaml(steps: Iterable[Mapping[str, Any]]) -> str:
    """The steps of a story, as YAML."""
    return _dump(_literal(steps))


@lru_cache(maxsize=2000)
def read_steps(steps: str) -> Sequence[Mapping[str, Any]]:
    """The steps of a story again."""
    content: list[Mapping[str, Any]] = YAML(typ="safe").load(steps)
    return content


def turns_of(steps: str | Sequence[Mapping[str, Any]]) -> list[StepsOfTurn]:
    """The steps of a story, as YAML or as they are, by its turns."""
    turns: list[StepsOfTurn] = []
    for step in read_steps(steps) if isinstance(steps, str) else steps:
        if "user" in step:
            turns.append((step, []))
        else:
            turns[-1][1].append(step)
    return turns


def changed_steps(
    steps: str, texts: Sequence[str], labels: Sequence[str | None], acts: Collection[int]
) -> str:
    """The steps of a story with other texts and labels, of its turns in order.

    What follows stays in the turns whose places, from 0, are in `acts`, up to the first whose label
    is another: what follows from that is not known.
    """
    changed: list[dict[str, Any]] = []
    is_certain = True
    for place, (said, follows) in enumerate(turns_of(steps)):
        is_certain = is_certain and labels[place] == said.get("intent")
        claims_acts = "only_intent" not in said and is_certain and place in acts
        step = {**said, "user": f"{texts[place]}\n", "intent": labels[place]}
        if labels[place] is None:
            del step["intent"]
        if not claims_acts:
            step["only_intent"] = True
        changed += [step, *map(dict, follows if claims_acts else [])]
    return steps_yaml(changed)


def _literal(steps: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The steps, what the user says as a block of its own, as in the stories written by hand."""
    return [
        {**step, "user": LiteralScalarString(step["user"])} if "user" in step else dict(step)
        for step in steps
    ]


def _dump(content: Any) -> str:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 1_000_000
    stream = StringIO()
    yaml.dump(content, stream)
    return stream.getvalue()
