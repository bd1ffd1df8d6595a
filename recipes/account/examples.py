"""Reads the messages that tell of a case: the exchanges, and the older examples about a case."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import NamedTuple

from contracts.conversation import AFTER, CONSENT, STAGE, VERDICT, State
from contracts.intents import SHORT_ANSWERS
from contracts.nlu_files import Example, tells_of_case
from dialogue.case import ATTRIBUTES, UNTOLD, WHOSE, updated

# The first value of each attribute is that it is untold.
VALUES: Mapping[str, tuple[str, ...]] = {
    **{name: (UNTOLD, *values) for name, values in ATTRIBUTES.items()},
    "whose": (UNTOLD, *WHOSE),
}
_NOTHING: Mapping[str, Set[str]] = {name: {UNTOLD} for name in VALUES}
# Of an older example only these are known; one of several values is told.
_CONSENTS: Mapping[str | None, Set[str]] = {
    None: {UNTOLD},
    "has": {"written"},
    "lacks": {"oral", "promised", "none", "refused", "withdrawn"},
    "unknown": {"unknown"},
}
# Nobody said whether these are told: they are not, or as ever, for what forbids a yes was said.
_AS_EVER: Mapping[str, Set[str]] = {
    "paper": {UNTOLD, "agency_form"},
    "filled_in_by": {UNTOLD, "both"},
    "signed_by": {UNTOLD, "insured"},
    "expired": {UNTOLD, "no"},
    "person": {UNTOLD},
    "whose": {UNTOLD},
}
_NO_STAGE = {name: {UNTOLD} for name in ("application", "decision", "reconsideration", "court")}
_NOTHING_AFTER = {"reconsideration": {UNTOLD, "none"}, "court": {UNTOLD, "no"}}
_STAGES: Mapping[str | None, Mapping[str, Set[str]]] = {
    None: _NO_STAGE,
    "not_in": {"application": {"not_in"}, **_NOTHING_AFTER},
    "investigated": {
        "application": {UNTOLD, "in"},
        "decision": {"pending"},
        **_NOTHING_AFTER,
    },
    "decided": {
        "application": {UNTOLD, "in"},
        "decision": {"made"},
        "court": {UNTOLD, "no"},
    },
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
# The files whose messages tell one thing each, and can be joined to longer ones.
CLAUSES = "clauses_"
_MOST_CLAUSES = 4
_JOINTS = {
    "sv": (". ", ". ", ", ", ", ", " och ", ", men ", " – ", "; ", " samt ", "! "),
    "en": (". ", ". ", ", ", ", ", " and ", ", but ", " – ", "; ", "! "),
}
_OF_A_MAN = {"hon": "han", "hennes": "hans", "henne": "honom", "kvinnan": "mannen"}
_OF_A_WOMAN = re.compile(rf"\b(?:{'|'.join(_OF_A_MAN)})\b")


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


def clauses(files: Iterable[Path]) -> dict[str, list[Telling]]:
    """Return the clauses in those of the files that hold some, by language."""
    told: dict[str, list[Telling]] = {}
    for path in files:
        if path.stem.startswith(CLAUSES):
            language = json.loads(path.read_text(encoding="utf-8").split("\n")[0])["lang"]
            told.setdefault(language, []).extend(exchanges([path]))
    return told


def joined(
    of: Mapping[str, Sequence[Telling]], number: int, chance: random.Random
) -> Iterator[Telling]:
    """Yield so many messages of clauses of one language, which tell what each of them tells."""
    languages = [language for language, tellings in of.items() for _ in tellings]
    while number > 0:
        language = chance.choice(languages)
        chosen = chance.sample(of[language], chance.randint(2, _MOST_CLAUSES))
        told = [_told_in(one) for one in chosen]
        together = {name: value for account in told for name, value in account.items()}
        kept: dict[str, str] = {}
        for account in told:
            kept = updated(kept, account)
        if len(together) < sum(map(len, told)) or not kept.items() >= together.items():
            continue  # two of an attribute, or two that cannot both be so
        texts = [one.text for one in chosen]
        if chance.random() < 0.5 and language == "sv":
            texts = [_OF_A_WOMAN.sub(lambda word: _OF_A_MAN[word[0]], text) for text in texts]
        said = chance.choice(["", "", *_SAID[language].values()])
        values = {name: {value} for name, value in together.items()}
        yield Telling(said, _one_text(texts, language, chance), {**_NOTHING, **values})
        number -= 1


def _told_in(telling: Telling) -> dict[str, str]:
    values = {name: next(iter(of)) for name, of in telling.told.items()}
    return {name: value for name, value in values.items() if value != UNTOLD}


def _one_text(texts: Sequence[str], language: str, chance: random.Random) -> str:
    text = texts[0]
    for other in texts[1:]:
        joint = chance.choice(_JOINTS[language])
        is_new = joint.strip() in (".", "!")
        text += joint + (other[:1].upper() + other[1:] if is_new else other)
    is_hasty = chance.random() < 0.4
    return text if is_hasty else f"{text[:1].upper()}{text[1:]}."


def about_a_case(examples: Iterable[Example]) -> Iterator[Telling]:
    """Yield the older examples of which it is known what they tell of a case."""
    for one in examples:
        if tells_of_case(one.label, one.questions, one.consent, one.case_stage):
            told = {"consent": _CONSENTS[one.consent], **_STAGES[one.case_stage]}
            if one.consent != "lacks":
                told |= _AS_EVER
            yield Telling(_said(one.language, one.state or ()), one.text, told)


def about_none(examples: Iterable[Example]) -> Iterator[Telling]:
    """Yield the examples that are about no case, and tell nothing of one, whatever was asked."""
    for number, one in enumerate(examples):
        if not tells_of_case(one.label, one.questions, one.consent, one.case_stage):
            words = list(_SAID.get(one.language, _SAID["sv"]).values())
            said = "" if one.label in SHORT_ANSWERS else ["", *words][number % 4]
            yield Telling(said, one.text, _NOTHING)


def _said(language: str, state: State) -> str:
    words = _SAID.get(language, _SAID["sv"])
    return next((words[feature] for feature in state if feature in words), "")
