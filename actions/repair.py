"""Answers what leans on what was said: a doubt, a wish for a summary, a wish for more."""

from __future__ import annotations

from actions.case.verdict import say_verdict
from actions.questions.answers import say_questions
from actions.topics import say_topics
from actions.turn import ActionTurn
from contracts.conversation import VERDICT_TOPICS
from desk.cards import contact_card, message_card, with_lead

_MOST = 4  # answers in a summary
_HOLDS, _SUMMARY = "holds", "summary"


def say_held(turn: ActionTurn) -> None:
    """Say what was answered once more, and that it is the same, to whoever doubts it or pushes."""
    if turn.questions:
        say_questions(turn, turn.questions, opens=_HOLDS)
    elif not _say_case(turn):
        say_topics(turn, turn.topics)


def say_summary(turn: ActionTurn) -> None:
    """Say in brief what has been answered, and how the case that is spoken of stands."""
    cards = [card for events in turn.last_turns() for card in turn.cards(events)]
    named = (name for card in cards for name in card.get("question") or ())
    names = [name for name in dict.fromkeys(named) if name in turn.facts.questions]
    is_of_case = _say_case(turn)
    if names:
        say_questions(turn, names[:_MOST][::-1], opens=_SUMMARY)
    elif not is_of_case:
        say_topics(turn, turn.topics)


def say_more(turn: ActionTurn) -> None:
    """Say more of what was answered: after a fact its topic's whole card, then whom to ask."""
    topic = turn.topics[-1]
    contacts = turn.facts.topics[topic].contacts
    if turn.questions or turn.last_was_letter:
        say_topics(turn, [topic])
    elif contacts and "no_more" in turn.facts.wording:
        card = contact_card(turn.facts, topic, contacts[0].kind, turn.language, turn.now)
        turn.say(with_lead(card, turn.words("no_more")))
    else:
        turn.say(message_card(turn.words("said_before"), turn.language))


def _say_case(turn: ActionTurn) -> bool:
    """Give the verdict on the case that is spoken of, if there is one."""
    is_of_case = any(topic.startswith(VERDICT_TOPICS) for topic in turn.topics)
    return is_of_case and say_verdict(turn)
