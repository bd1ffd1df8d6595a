"""Drafts of mails: written, written again when something is added, and offered by a button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from actions.turn import LETTER, ActionTurn
from contracts.conversation import LETTER_OFFER, VERDICT_TOPICS
from contracts.intents import CASE, FALLBACK, PRESS, TELL_CASE
from desk.cards import QuickReply, with_lead
from desk.deadlines import waives_deadline
from desk.facts.model import Contact
from desk.letters import letter_card, period_in
from desk.mediums import form_in, medium_in

_PLAIN = 0.85
_NO = "deny"
_AGAIN, _YOURS = "letter_again", "letter_yours"
# What a change of the draft may be read as, besides what it is for.
_STILL = frozenset((FALLBACK, TELL_CASE, _NO, "something_else", "frustrated", "repeat"))
_BRIEF = 12  # words
_WISHES = re.compile(
    r"\b(?:vill|behöver|söker|kan|får|hur|vad|vem|want|need|can|could|how|what|who)\b"
)
_REMINDS = re.compile(r"\bpåminn\w*|\bstöta? på\b|\breminder\b|\bremind\b")
# What is to be added, which the page writes into the draft (web/static/chat/question.js).
_ADDS = re.compile(
    r"\b(?:lägg (?:in|till)|skriv (?:in|att|också)|nämn|ta med|fyll i|sätt in|säg att"
    r"|add|put in|mention|include|say that|make it about)\b"
)
# An order to change the draft, whatever else its words look like.
_ORDERS = re.compile(
    r"(?:(?:nej|nä|ok|okej|men|och|no|please|kan du|can you|could you)[, ]+){0,3}"
    r"(?:ändra|byt|gör om|ta bort|stryk|change|make it|replace|remove)\b"
)
_SHOWS = re.compile(
    r"\b(?:visa|se|ge|show|see|give)(?: mig| me)? (?:(?:hela|nya|the|my|whole) )?"
    r"(?:utkastet|draft)\b"
    r"|\b(?:visa|show)(?: mig| me)? (?:the )?(?:mejlet|brevet|e-?mail)\b"
    r"|\b(?:utkastet|mejlet) igen\b|\bthe draft again\b"
)
# Whom it is to, where that is not the address that the page gives for the errand.
_TO_HEAD = re.compile(
    r"\b(?:till|åt|to|for)(?: er| vår| den| the| your)?"
    r" (?:presschef\w*|anders sims|sims|(?:\w+ )?head of press)\b"
)
_HEAD_MAIL = "head_of_press_mail"
_OF_PRESS = frozenset((PRESS, CASE))
_LATEST = 3  # messages in which the addressee still holds
_CHANGES = re.compile(
    r"\b(?:byt\w*|ändra\w*|lägg till|ta med|tog inte med|ska stå|ska det stå|saknas|fattas|glömde|"
    r"skriv\w*|mejlet|utkastet|klagomål|inte|fel|change|add|replace|missing|forgot|wrong"
    r"|should say|the draft|the mail)\b"
)


def say_letter(turn: ActionTurn, topic: str | None = None, lead: str | None = None) -> None:
    """A draft for the topic, filled in with what the conversation's questions named."""
    intents = turn.intent.split("+")
    # What is spoken of, unless the message plainly names another desk.
    is_plain = turn.intent_confidence > _PLAIN and turn.awaited != LETTER_OFFER
    named = [*intents, *turn.topics] if is_plain else [*turn.topics, *intents]
    topics = [*([topic] if topic else named), PRESS]
    known = next(name for name in map(_desk, topics) if name in turn.facts.letters)
    texts = [turn.text, *turn.texts_before()]
    periods = (period_in(text, turn.now) for text in texts if not text.startswith("/"))
    deadline = turn.deadline or turn.deadline_before()
    card = letter_card(
        turn.facts,
        known,
        turn.language,
        turn.now,
        benefits=turn.entities("benefit") or turn.entities_before("benefit"),
        regions=turn.regions or turn.regions_before(),
        period=next(filter(None, periods), None),
        medium=_first(medium_in, texts, turn.language),
        form=_first(form_in, texts, turn.language),
        deadline=deadline,
        is_reminder=any(_REMINDS.search(text.lower()) for text in texts[:2]),
        to=_addressee(turn, known, texts[:_LATEST]),
    )
    turn.say(with_lead(card, lead) if lead else card)
    turn.remember(known)
    turn.remember_questions([LETTER])


def change_letter(turn: ActionTurn) -> bool:
    """The draft anew, when it came last and what is said now goes into it; else false.

    A question is a question, and what plainly is for another desk is not for the draft; what is
    to be added goes into it, in the writer's words, where the page fills it in.
    """
    if not turn.last_was_letter or turn.text.startswith("/"):
        return False
    if _SHOWS.search(turn.text.lower()):
        say_letter(turn, turn.topics[0])
        return True
    is_order = _ORDERS.match(turn.text.lower())
    if is_order and _fits(turn):
        _say_again(turn)
        return True
    if "?" in turn.text:
        return False
    if _ADDS.search(turn.text.lower()) or waives_deadline(turn.text):
        _say_again(turn)
        return True
    if turn.asks and not turn.deadline:
        return False
    is_still = turn.intent in (*_STILL, *turn.topics) or turn.is_only_a_deadline
    if not is_still and not _is_only_a_form(turn):
        return False
    if _fits(turn):
        _say_again(turn)
        return True
    if turn.wants_letter or turn.intent == _NO or _YOURS not in turn.facts.wording:
        return False
    if not _CHANGES.search(turn.text.lower()):
        return False
    say_letter(turn, turn.topics[0], turn.words(_YOURS))
    return True


def _say_again(turn: ActionTurn) -> None:
    lead = turn.words(_AGAIN) if _AGAIN in turn.facts.wording else None
    say_letter(turn, turn.topics[0], lead)


def _is_only_a_form(turn: ActionTurn) -> bool:
    """Whether a message says for which medium, or in which form, and wishes nothing: "det är radio
    inte tv, kommentar i skrift"."""
    named = medium_in(turn.text, turn.language) or form_in(turn.text, turn.language)
    is_brief = len(turn.text.split()) <= _BRIEF
    return bool(named and is_brief and not _WISHES.search(turn.text.lower()))


def _fits(turn: ActionTurn) -> bool:
    """Whether the message names something that a draft is filled in with."""
    named = (
        turn.entities("benefit"),
        turn.regions,
        turn.deadline,
        period_in(turn.text, turn.now),
        medium_in(turn.text, turn.language),
        form_in(turn.text, turn.language),
        _REMINDS.search(turn.text.lower()),
        _addressee(turn, _desk(turn.topics[0]), [turn.text]),
    )
    return any(named)


def _addressee(turn: ActionTurn, topic: str, texts: Iterable[str]) -> Contact | None:
    """The head of press, where a text about the press service's draft says that it is to them."""
    is_named = topic in _OF_PRESS and any(_TO_HEAD.search(text.lower()) for text in texts)
    return turn.facts.contacts.get(_HEAD_MAIL) if is_named else None


def _first(
    read: Callable[[str, str], str | None], texts: Iterable[str], language: str
) -> str | None:
    """What the latest text that says it says."""
    found = (read(text, language) for text in texts if not text.startswith("/"))
    return next(filter(None, found), None)


def letter_replies(turn: ActionTurn, topics: list[str]) -> list[QuickReply]:
    """The button that asks for a draft, where there is one for a topic."""
    return [
        QuickReply(title=turn.words("write_letter"), payload=f'/{topic}{{"question": "{LETTER}"}}')
        for topic in topics
        if topic in turn.facts.letters
    ][:1]


def _desk(topic: str) -> str:
    """The topic whose letter it is: a verdict on a case has the case's."""
    return CASE if topic.startswith(VERDICT_TOPICS) else topic
