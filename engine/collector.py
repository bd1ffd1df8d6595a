"""Collects the bot's messages of one turn."""

from __future__ import annotations

from typing import Any, override

from rasa.core.channels.channel import CollectingOutputChannel


class WholeMessages(CollectingOutputChannel):
    """Collects each utterance as it is: text, buttons, custom and metadata together."""

    @override
    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        keys = ("text", "buttons", "custom", "metadata")
        self.messages.append({key: message[key] for key in keys if message.get(key)})
