"""Reads the messages that tell of a case: the exchanges, and the older examples about a case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from pathlib import Path
from typing import NamedTuple

from contracts.conversation import AFTER, CONSENT, STAGE, VERDICT, State
from contracts.nlu_files import Example, tells_of_case
from dialogue.case import ATTRIBUTES, UNTOLD

# The first value of each attribute is that it is untold. `whose` is another person's case.
VALUES: Mapping[str, tuple[str, ...]] = {
    **{name: (UNTOLD, *values) for name, values in ATTRIBUTES.items()},
    "whose": (UNTOLD, "other"),
}
_NOTHING: Mapping[str, Set[str]] = {name: {UNTOLD} for name in VALUES}
# Of an older example only these are known; one of several values is told.
_CONSENTS: Mapping[str | None, Set[str]] = {
    None: {UNTOLD},
    "has": {"written"},
    "lacks": {"oral", "promised", "none", "refused", "withdrawn"},
    "unknown": {"unknown"},
}
_NO_STAGE = {name: {UNTOLD} for name in ("application", "decision", "reconsideration", "court")}
_NOTHING_AFTER = {"reconsideration": {UNTOLD, "none"}, "court": {UNTOLD, "no"}}
_STAGES: Mapping[str | None, Mapping[str, Set[str]]] = {
    None: _NO_STAGE,
    "not_in": {"application": {"not_in"}, **_NOTHING_AFTER},
    "investigated": {"decision": {"pending"}, **_NOTHING_AFTER},
    "decided": {"decision": {"made"}, "court": {UNTOLD, "no"}},
    "reconsidered": {"reconsideration": {"requested"}},
    "court": {"court": {"yes"}},
    "unknown": {"decision": {"unknown"}},
}
# The bot's words before an example that was written for a state.
_SAID = {
    "sv": {
        f"awaits {CONSENT}": "Finns det ett skriftligt samtycke från den försäkrade?",
        f"awaits {STAGE}": "Var är ärendet nu?",
        f"{AFTER}{VERDICT}": "Ja, det kan gå.",
    },
    "en": {
        f"awaits {CONSENT}": "Is there a written consent from the insured person?",
        f"awaits {STAGE}": "Where is the case now?",
        f"{AFTER}{VERDICT}": "Yes, that may be possible.",
    },
}


class Telling(NamedTuple):
    """A message, what the bot said before it ("" for a first one), and what it tells.

    `told` has, by attribute, the values of which it tells one; what is not there nobody knows.
    """

    said: str
    text: str
    told: Mapping[str, Set[str]]


def exchanges(files: Iterable[Path]) -> Iterator[Telling]:
    """Yield each message of the conversations in files such as data/exchanges holds."""
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines():
            for turn in json.loads(line)["turns"]:
                told = {name: {value} for name, value in turn["tell"].items()}
                yield Telling(turn["bot"] or "", turn["say"], {**_NOTHING, **told})


def about_a_case(examples: Iterable[Example]) -> Iterator[Telling]:
    """Yield the older examples of which it is known what they tell of a case."""
    for one in examples:
        if tells_of_case(one.label, one.questions, one.consent, one.case_stage):
            told = {"consent": _CONSENTS[one.consent], **_STAGES[one.case_stage]}
            yield Telling(_said(one.language, one.state or ()), one.text, told)


def about_none(examples: Iterable[Example]) -> Iterator[Telling]:
    """Yield the examples that are about no case, and tell nothing of one."""
    for one in examples:
        if not tells_of_case(one.label, one.questions, one.consent, one.case_stage):
            yield Telling("", one.text, _NOTHING)


def _said(language: str, state: State) -> str:
    words = _SAID.get(language, _SAID["sv"])
    return next((words[feature] for feature in state if feature in words), "")
