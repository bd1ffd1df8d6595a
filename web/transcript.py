"""What was said in a conversation, as text to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desk.dates import clock_time, long_date
from desk.hours import STOCKHOLM
from web.page_words import WORDS


def transcript(document: dict[str, Any], language: str) -> str:
    """The messages of an exported conversation as lines: when, who, what."""
    words = WORDS[language]
    blocks = []
    handoffs = [
        {**said, "who": words[who]}
        for one in document.get("handoffs", ())
        for who, texts in (("handoff_asked", [one]), ("handoff_answers", one["replies"]))
        for said in texts
    ]
    for message in sorted([*document["messages"], *handoffs], key=lambda message: message["at"]):
        at = datetime.fromisoformat(message["at"]).astimezone(STOCKHOLM)
        when = f"{long_date(at.date(), language)} {clock_time(at.time(), language)}"
        who = message.get("who", words["you_say"]).rstrip(":")
        text = message.get("text")
        if "card" in message:
            who, text = words["answer_says"], message["card"]["text"]
        blocks.append(f"{who}, {when}\n{text}")
    return "\n\n".join(blocks) + "\n"
