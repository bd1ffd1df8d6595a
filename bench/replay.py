"""Records what the bot decides on the development sets, and compares two recordings.

    python -m bench.replay record before.jsonl --model MODEL
    python -m bench.replay compare before.jsonl after.jsonl

A change of design that is to change no answer is proven by it. The sets are the test stories and
the dialogues `v…`, which are there to be looked at; those kept apart (`k…`) are not read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent

import bench  # noqa
from contracts.dialogues import read_dialogues
from engine.evaluation.kept_stories.stories import AgentConversation, read_stories
from engine.local_actions import UNHURRIED_SECONDS, actions_endpoint, give_actions
from engine.settings import engine_settings

# A button's values may be named anew without another answer.
_VALUES = re.compile(r"\{.*\}")


def conversations() -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each conversation of the development sets, with its messages."""
    for story in read_stories():
        yield f"{story.file}: {story.name}", [turn.text for turn in story.turns]
    for dialogue in read_dialogues():
        if dialogue.writer.startswith("v"):
            yield f"{dialogue.writer}: {dialogue.name}", [turn.text for turn in dialogue.turns]


async def record(agent: Agent, file: Path) -> None:
    """Hold every conversation, and write a line for each with what was decided at each turn."""
    with file.open("w", encoding="utf-8") as lines:
        for name, texts in conversations():
            conversation, turns = AgentConversation(agent), []
            for text in texts:
                messages = await conversation.say(text)
                _, _, tracker = await conversation.last_turn()
                turns.append(
                    {
                        "text": text,
                        "cards": [_decided(message) for message in messages],
                        "awaits": tracker.get_slot("awaits"),
                    }
                )
            row = {"name": name, "turns": turns}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def _decided(message: dict[str, Any]) -> dict[str, Any]:
    card = message.get("custom") or {}
    return {
        "topic": card.get("topic"),
        "question": card.get("question"),
        "lead": card.get("lead") or message.get("text"),
        "letter": (card.get("letter") or {}).get("to"),
        "notices": len(card.get("notices") or ()),
    }


def compare(before: Path, after: Path) -> int:
    """Print the turns that were decided otherwise; how many there are."""
    ones, others = (
        {row["name"]: row["turns"] for row in map(json.loads, file.read_text().splitlines())}
        for file in (before, after)
    )
    different, total = 0, 0
    for name in ones.keys() & others.keys():
        for number, (one, other) in enumerate(zip(ones[name], others[name], strict=True), 1):
            total += 1
            if one["cards"] != other["cards"] or one["awaits"] != other["awaits"]:
                different += 1
                print(f"{name}, turn {number}: {one['text'].strip()}")
                for sign, turn in (("-", one), ("+", other)):
                    shown = [
                        f"{card['topic']} {card['question'] or ''} {card['lead']!r:.80}"
                        for card in turn["cards"]
                    ]
                    print(f"  {sign} {' | '.join(shown)} (awaits {turn['awaits']})")
    print(f"{different} of {total} turns decided otherwise")
    return different


def main(arguments: Sequence[str] | None = None) -> int:
    """Record, or compare; 1 if something is decided otherwise."""
    parser = argparse.ArgumentParser(prog="python -m bench.replay", description=__doc__)
    parser.add_argument("what", choices=["record", "compare"])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args(arguments)
    if options.what == "compare":
        return int(bool(compare(*options.files)))
    agent = Agent.load(str(options.model))
    give_actions(agent, actions_endpoint(engine_settings(), seconds=UNHURRIED_SECONDS))
    asyncio.run(record(agent, *options.files))
    return 0


if __name__ == "__main__":
    sys.exit(main())
