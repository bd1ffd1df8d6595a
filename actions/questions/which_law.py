"""Names the law that the answer just given rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.turn import ActionTurn
from desk.cards import listed, question_card, topic_card, with_lead
from desk.facts.model import Rule

_RESTS_ON = "rests_on"
_WHICH_LAW = re.compile(
    r"\b(?:vilk(?:en|et|a)|vad (?:är det )?för|enligt|what|which|where)\b[^.?!]{0,30}"
    r"\b(?:lag|lagar|lagen|lagrum\w*|paragraf\w*|laws?|section|statute)\b"
)
_BRIEF = 12  # words


def say_law(turn: ActionTurn) -> bool:
    """Which law what was answered last rests on, where that is asked and there is one.

    Of the law behind a benefit nothing is known here, and what the page is silent on rests on none.
    """
    is_asked = _WHICH_LAW.search(turn.text.lower()) and len(turn.text.split()) <= _BRIEF
    if not is_asked or turn.entities("benefit") or _RESTS_ON not in turn.facts.wording:
        return False
    questions = [name for name in turn.questions if turn.facts.questions[name].rules]
    rules = [rule for name in questions for rule in turn.facts.questions[name].rules]
    spoken_of = turn.topics if not turn.questions else []
    topic = turn.facts.topics[spoken_of[-1]] if spoken_of else None
    laws = _laws(rules or (topic.rules if topic else ()), turn.language)
    if not laws:
        return False
    if questions:
        card = question_card(turn.facts, questions, turn.language, turn.now)
    elif topic:
        card = topic_card(turn.facts, topic.name, turn.language, turn.now)
    else:
        return False
    lead = turn.words(_RESTS_ON).format(laws=listed(laws, turn.language))
    turn.say(with_lead(card, lead))
    return True


def _laws(rules: Iterable[Rule], language: str) -> list[str]:
    """The rules' citations, each once."""
    return list(dict.fromkeys(rule.citation[language] for rule in rules if rule.citation))
