"""Reads what the bot wrote, as the engine sends it and as it stores it, as a card."""

from __future__ import annotations

from typing import Any

from desk.cards import Card, QuickReply, message_card, validate_card


def bot_card(text: str | None, data: dict[str, Any], metadata: dict[str, Any]) -> Card:
    """What the bot wrote as a card: the card itself, or a response of the domain made into one.

    A response of the domain has text, perhaps `buttons`, and names its language in its metadata.

    Raises:
        CardError: the card breaks its schema.
    """
    if card := data.get("custom"):
        return validate_card(card)
    replies = [
        QuickReply(title=button["title"], payload=button["payload"])
        for button in data.get("buttons") or []
    ]
    language = (metadata.get("metadata") or {}).get("language", "sv")
    return message_card(text or "", language, replies)
