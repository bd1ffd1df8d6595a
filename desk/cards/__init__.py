"""Cards: what one is (`card`), and how one is made of a topic (`from_facts`) or `questions`."""

from desk.cards.card import (
    LANGUAGES,
    LETTER_HEADS,
    Card,
    CardContact,
    CardError,
    CardLetter,
    CardLink,
    CardRule,
    CardSource,
    QuickReply,
    letter_text,
    message_card,
    validate_card,
    with_contacts,
    with_lead,
    with_notice,
    with_offer,
    with_text,
)
from desk.cards.from_facts import choices, contact_card, hours_card, topic_card
from desk.cards.parts import card_contact, with_source_lines
from desk.cards.questions import MOST_QUESTIONS, question_card

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
    "card_contact",
    "choices",
    "contact_card",
    "hours_card",
    "letter_text",
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
