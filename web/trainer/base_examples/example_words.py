"""Says in Swedish what stands before an example in its conversation, and what it asks for."""

from __future__ import annotations

import re

from contracts.conversation import AFTER, SOMETHING, VERDICT
from desk.facts.build import QUESTION_SECTIONS
from desk.facts.model import Facts
from web.trainer.base_examples.search import BY_ITSELF
from web.trainer.labels import title_of

_END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s")
_LONGEST = 90
_AFTER = {VERDICT: "besked om ett fall", SOMETHING: "något annat"}
_AWAITS = {
    "awaits case": "boten har erbjudit sig att gå igenom fallet",
    "awaits letter": "boten har erbjudit ett utkast",
    "awaits choices": "boten har frågat vad som menas",
    "awaits consent": "boten har frågat om samtycket",
    "awaits case_stage": "boten har frågat var ärendet är",
}


def state_in_words(feature: str) -> str:
    """What stands before an example."""
    if feature == BY_ITSELF:
        return "inget: det är ett första meddelande"
    if feature.startswith(AFTER):
        topic = feature.removeprefix(AFTER)
        return f"svar: {_AFTER.get(topic) or title_of(topic)}"
    return _AWAITS.get(feature, "något annat")


def question_in_words(facts: Facts, name: str) -> str:
    """What a question is answered with, its first sentence; the question itself has no words."""
    for kind in QUESTION_SECTIONS.values():
        if question := facts.questions.get(f"{kind}/{name}"):
            first = _END_OF_SENTENCE.split(question.answer["sv"], maxsplit=1)[0]
            return first if len(first) <= _LONGEST else f"{first[: _LONGEST - 1].rstrip()}…"
    if words := facts.wording.get(name):
        return words["sv"]
    return "En fråga som fakta inte har längre"
