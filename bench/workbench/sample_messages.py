"""Messages as people write them and trainers review them: made up, the same each time."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

from web.trainer.labels import all_labels
from web.trainer.usefulness import alike

DAYS = 90
PEOPLE = ("anna", "bo", "measured")
_WORDS = [
    "hur",
    "många",
    "fick",
    "avslag",
    "på",
    "sjukpenning",
    "i",
    "län",
    "vem",
    "kan",
    "ringa",
    "om",
    "vab",
    "regler",
    "beslut",
    "mejl",
    "statistik",
    "handling",
    "intervju",
    "samtycke",
]
_OPEN_QUESTION = "not_stated/consent_digital"


def rows(count: int, now: float) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Messages, each with the two events of its turn; three in five have been reviewed."""
    chance = random.Random(1)
    intents = [label.name for label in all_labels().single][:16]
    for number in range(count):
        id = 1 + 2 * number
        said_at = now - DAYS * 86400 * (1 - number / count)
        words = chance.choices(_WORDS, k=chance.randint(2, 20))
        text = f"{' '.join(words)} {chance.randint(1, 10**6)}"
        first, second = chance.sample(intents, 2)
        confidence = max(chance.random(), chance.random(), chance.random())
        state = chance.choices(
            ("waiting", "second", "disputed", "settled", "discarded"), (35, 4, 1, 57, 3)
        )[0]
        message = {
            "id": id,
            "conversation": f"browser-{number // 3}",
            "said_at": said_at,
            "channel": chance.choice(("browser", "browser", "slack", "teams")),
            "language": chance.choice(("sv", "sv", "sv", "en")),
            "text": text,
            "intent": "nlu_fallback" if confidence < 0.5 else first,
            "likeliest": first,
            "confidence": confidence,
            "ranking": json.dumps([[first, confidence], [second, (1 - confidence) / 2]]),
            "chosen": None,
            "helped": chance.choice((None,) * 18 + (True, False)),
            "wants_second": chance.random() < 0.2,
            "usefulness": round(1 - confidence + chance.random(), 6),
            "reasons": "uncertain",
            "alike": alike(text),
            "state": state,
            "label": first if state == "settled" else None,
        }
        yield message, list(_turn(message, is_open=chance.random() < 0.02))


def _turn(message: dict[str, Any], *, is_open: bool) -> Iterator[dict[str, Any]]:
    """The events of a message and of its answer, as the engine writes them."""
    said = {
        "event": "user",
        "text": message["text"],
        "input_channel": message["channel"],
        "metadata": {},
        "parse_data": {
            "intent": {"name": message["intent"], "confidence": message["confidence"]},
            "intent_ranking": [
                {"name": name, "confidence": share}
                for name, share in json.loads(message["ranking"])
            ],
            "entities": [],
        },
    }
    card = {
        "type": "card",
        "language": message["language"],
        "title": "Presstjänsten",
        "lead": "Ring. " * 20,
        "question": [_OPEN_QUESTION] if is_open else [],
        "contacts": [{"kind": "phone", "label": "Ring", "value": "0"} for _ in range(4)],
    }
    answered = {"event": "bot", "text": "Ring. " * 60, "data": {"custom": card}, "metadata": {}}
    for step, event in enumerate((said, answered)):
        at = message["said_at"] + step
        yield {
            "id": message["id"] + step,
            "sender_id": message["conversation"],
            "type_name": event["event"],
            "timestamp": at,
            "intent_name": message["intent"] if not step else None,
            "data": json.dumps({**event, "timestamp": at}),
        }


def opinions_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """What was said of a message; the one who is measured has said a third of it."""
    counts = {"waiting": 0, "second": 1, "disputed": 2, "discarded": 1}
    count = counts.get(message["state"], 1 + message["wants_second"])
    start = message["id"] // 2
    return [
        {
            "message": message["id"],
            "person": PEOPLE[(start + turn) % 3],
            "verdict": "discard" if message["state"] == "discarded" else "right",
            "label": None if message["state"] == "discarded" else message["likeliest"],
            "turn": turn,
            "made_at": message["said_at"] + 60 * turn,
        }
        for turn in range(1, count + 1)
    ]


def verdicts_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Whether the answer helped, of those who said so."""
    if message["helped"] is None:
        return []
    comment = "svarade inte på frågan" if message["id"] % 5 == 0 else None
    return [
        {
            "conversation": message["conversation"],
            "about": message["id"],
            "helped": message["helped"],
            "comment": comment,
            "given_at": message["said_at"] + 30,
        }
    ]
