"""Names the law that the answer just given rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.turn import ActionTurn
from desk.cards import listed, question_card, topic_card, with_lead
from desk.facts.model import Question, Rule, Topic

_RESTS_ON = "rests_on"
_SOURCE, _SILENT = "ask/source", "not_stated/"
_WHICH_LAW = re.compile(
    r"\b(?:vilk(?:en|et|a)|vad (?:är det )?för|enligt|what|which|where)\b[^.?!]{0,30}"
    r"\b(?:lag|lagar|lagen|lagrum\w*|paragraf\w*|laws?|section|statute)\b"
)
# Nothing else is asked beside it, whatever it is read as.
_SAYS_LAW = re.compile(
    r"(?:(?:och|men|ok|okej|så|and|but|so)[, ]+)?"
    r"(?:vad säger lag(?:en|texten)|what does the law say)(?: (?:då|om det|then|about it))?[ ?!.]*"
)
_BRIEF = 12  # words


def say_law(turn: ActionTurn) -> bool:
    """Which law what was answered last rests on, where that is asked and there is one.

    Of the law behind a benefit nothing is known here, what the page is silent on rests on none, and
    what has an answer of its own ("vilken lag gäller för sekretess?") names its law itself.
    """
    lower = turn.text.lower().strip()
    is_all = _SAYS_LAW.fullmatch(lower)
    is_asked = is_all or (_WHICH_LAW.search(lower) and len(lower.split()) <= _BRIEF)
    others = {name for name in turn.asks if not name.startswith(_SILENT)}
    asks_else = others - {_SOURCE, *turn.questions} and not is_all
    if not is_asked or asks_else or turn.entities("benefit"):
        return False
    questions = [turn.facts.questions[name] for name in turn.questions]
    topics = [turn.facts.topics[name] for name in turn.topics[-1:]] if not questions else []
    answered: list[Question | Topic] = [*questions, *topics]
    laws = _laws((rule for part in answered for rule in part.rules), turn.language)
    if not laws or _RESTS_ON not in turn.facts.wording:
        return False
    if topics:
        card = topic_card(turn.facts, topics[0].name, turn.language, turn.now)
    else:
        card = question_card(turn.facts, turn.questions, turn.language, turn.now)
    lead = turn.words(_RESTS_ON).format(laws=listed(laws, turn.language))
    turn.say(with_lead(card, lead))
    return True


def _laws(rules: Iterable[Rule], language: str) -> list[str]:
    """The rules' citations, each once."""
    return list(dict.fromkeys(rule.citation[language] for rule in rules if rule.citation))
