"""Answers a bare wish for more: "mer?", "kan du berätta mer?"."""

from __future__ import annotations

import re

from actions.topics import say_topics
from actions.turn import ActionTurn
from desk.cards import contact_card, message_card, with_lead

_MORE = frozenset(("mer", "mera", "more", "further"))
# Words that name nothing. "Annat" and "else" do: they ask for another thing than what was said.
_SAYS_NOTHING = _MORE | frozenset(
    (
        *("du", "ni", "jag", "man", "det", "den", "detta", "om", "och", "på", "till", "att", "är"),
        *("kan", "får", "vill", "finns", "har", "berätta", "säga", "säg", "veta", "visa", "ge"),
        *("vad", "något", "nåt", "nånting", "någonting", "lite", "ännu", "tack", "snälla", "då"),
        *("ja", "ok", "okej", "hjälp", "mig", "info", "information", "inget"),
        *("i", "you", "me", "it", "that", "this", "about", "on", "and", "to", "is", "there"),
        *("can", "could", "want", "have", "tell", "say", "show", "give", "know", "a", "please"),
        *("what", "anything", "something", "some", "any", "bit", "yes", "the", "do", "would"),
    )
)
_WORD = re.compile(r"\w+")


def say_more(turn: ActionTurn) -> bool:
    """More of what was answered last, when nothing but that is asked for; else false.

    The words name no topic, and what they look like to the reader is chance. After a fact comes
    its topic's whole card, after that whom to ask.
    """
    if not turn.topics or turn.asks_about_case or not _wants_more(turn.text):
        return False
    topic = turn.topics[-1]
    if turn.questions or turn.last_was_letter:
        say_topics(turn, [topic])
    else:
        _say_whom_to_ask(turn, topic)
    return True


def _say_whom_to_ask(turn: ActionTurn, topic: str) -> None:
    contacts = turn.facts.topics[topic].contacts
    if not contacts or "no_more" not in turn.facts.wording:
        turn.say(message_card(turn.words("said_before"), turn.language))
        return
    card = contact_card(turn.facts, topic, contacts[0].kind, turn.language, turn.now)
    turn.say(with_lead(card, turn.words("no_more")))


def _wants_more(text: str) -> bool:
    words = {word.lower() for word in _WORD.findall(text)}
    return not words.isdisjoint(_MORE) and words <= _SAYS_NOTHING
