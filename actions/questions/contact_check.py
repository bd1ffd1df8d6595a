"""Says whether a number or an address is the right one."""

from __future__ import annotations

from actions.turn import ActionTurn
from contracts.intents import ALL_ELSE, PRESS
from contracts.placeholders import PERSONAL_NUMBER
from desk.cards import Card, card_contact, contact_card, with_contacts, with_lead
from desk.contact_check import CheckedContact, checked_contact
from desk.facts.model import Contact

_STANDS, _ELSEWHERE, _UNKNOWN = "contact_stands", "contact_elsewhere", "contact_unknown_{kind}"
# What is asked for beside a number that is named, where it is about that number.
_OF_CONTACTS = ("phone", "mail", "head_of_press", "deputy", "where", "spokespersons", ALL_ELSE)


def say_contact_check(turn: ActionTurn) -> bool:
    """Whether a number or an address was asked about; then it is said whose it is, if anybody's."""
    about_another = any(not any(of in name for of in _OF_CONTACTS) for name in turn.asks)
    if turn.text.startswith("/") or about_another or _STANDS not in turn.facts.wording:
        return False
    if PERSONAL_NUMBER in turn.entities("personal_data"):
        return False
    checked = checked_contact(turn.text, turn.facts.contacts.values(), turn.text_before)
    if checked is None:
        return False
    topic = _topic_of(turn, checked.contact)
    turn.say(_card(turn, topic, checked))
    turn.remember(topic)
    return True


def _topic_of(turn: ActionTurn, contact: Contact | None) -> str:
    """The topic that has the contact, first of those that are spoken of."""
    asked = [turn.facts.questions[name].topic for name in turn.asks]
    wishes = [name for name in turn.wishes if name in turn.facts.topics]
    spoken_of = [*asked, *wishes, *turn.topics, PRESS]
    if contact is None:
        return spoken_of[0]
    topics = (*spoken_of, *turn.facts.topics)
    return next((t for t in topics if contact in turn.facts.topics[t].contacts), PRESS)


def _card(turn: ActionTurn, topic: str, checked: CheckedContact) -> Card:
    contact, kind, language = checked.contact, checked.kind, turn.language
    card = contact_card(turn.facts, topic, kind, language, turn.now)
    if contact is None:
        return with_lead(card, turn.words(_UNKNOWN.format(kind=kind)))
    words = _STANDS if _is_asked_for(turn, topic, contact) else _ELSEWHERE
    lead = turn.words(words).format(label=contact.label[language], value=contact.value)
    return with_lead(with_contacts(card, [card_contact(contact, language)]), lead)


def _is_asked_for(turn: ActionTurn, topic: str, contact: Contact) -> bool:
    """Whether it is the contact of what is asked for, if anything is."""
    questions = [turn.facts.questions[name] for name in turn.asks]
    if any(question.contacts for question in questions):
        return any(contact in question.contacts for question in questions)
    wishes = [name for name in turn.wishes if name in turn.facts.topics]
    return not wishes or topic in wishes
