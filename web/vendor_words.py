"""What the bot says by itself in Slack and Teams, in Swedish and in English."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "sv": {
        "not_your_button": "Knapparna är för den som frågade. Nämn mig med din egen fråga, eller "
        "välj här.",
    },
    "en": {
        "not_your_button": "The buttons are for the one who asked. Mention me with a question of "
        "your own, or choose here.",
    },
}
