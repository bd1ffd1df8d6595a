"""Cards: what one is (`card`), and how one is made of a topic (`from_facts`) or `questions`."""

from desk.cards.card import (
    LETTER_HEADS,
    Card,
    CardContact,
    CardError,
    CardLetter,
    CardLink,
    CardRule,
    CardSource,
    QuickReply,
    asks_if_it_helped,
    letter_text,
    message_card,
    validate_card,
    with_contacts,
    with_lead,
    with_notice,
    with_offer,
    with_text,
)
from desk.cards.from_facts import choices, contact_card, first_choices, hours_card, topic_card
from desk.cards.parts import card_contact, listed, with_source_lines
from desk.cards.questions import MOST_QUESTIONS, question_card
from desk.facts.fill_ins import LANGUAGES

__all__ = [
    "LANGUAGES",
    "LETTER_HEADS",
    "MOST_QUESTIONS",
    "Card",
    "CardContact",
    "CardError",
    "CardLetter",
    "CardLink",
    "CardRule",
    "CardSource",
    "QuickReply",
    "asks_if_it_helped",
    "card_contact",
    "choices",
    "contact_card",
    "first_choices",
    "hours_card",
    "letter_text",
    "listed",
    "message_card",
    "question_card",
    "topic_card",
    "validate_card",
    "with_contacts",
    "with_lead",
    "with_notice",
    "with_offer",
    "with_source_lines",
    "with_text",
]
