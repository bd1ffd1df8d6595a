"""Cards: what one is (`card`), and how one is made of facts (`from_facts`)."""

from desk.cards.card import (
    LANGUAGES,
    Card,
    CardContact,
    CardError,
    CardLink,
    CardRule,
    CardSource,
    QuickReply,
    message_card,
    validate_card,
    with_lead,
    with_notice,
)
from desk.cards.from_facts import choices, contact_card, hours_card, topic_card, with_source_lines

__all__ = [
    "LANGUAGES",
    "Card",
    "CardContact",
    "CardError",
    "CardLink",
    "CardRule",
    "CardSource",
    "QuickReply",
    "choices",
    "contact_card",
    "hours_card",
    "message_card",
    "topic_card",
    "validate_card",
    "with_lead",
    "with_notice",
    "with_source_lines",
]
