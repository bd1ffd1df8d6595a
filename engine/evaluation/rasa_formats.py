"""Writes what is measured against as Rasa's own `rasa test` reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from contracts.labelled_messages import read_messages
from contracts.paths import HOLDOUT, STORIES
from contracts.story_files import read_stories

# Rasa's schema refuses them, and runs no action whose answer could be judged.
_OUR_KEYS = {"says", "never", "only_intent"}
# Rasa takes those files alone for tests whose texts are to be understood.
_PREFIX = "test_"
_VERSION = "3.1"  # of the format


def write_stories(target: Path, source: Path = STORIES) -> None:
    """Write each file of stories into the folder, without what Rasa cannot judge."""
    target.mkdir(parents=True, exist_ok=True)
    for left in target.glob(f"{_PREFIX}*.yml"):
        left.unlink()
    for path in sorted(source.glob("*.yml")):
        blocks = read_stories(path.read_text(encoding="utf-8"))
        stories = [{"story": name, "steps": steps_for_rasa(steps)} for name, steps in blocks]
        stories = [story for story in stories if story["steps"]]
        _write(target / f"{_PREFIX}{path.name}", {"version": _VERSION, "stories": stories})


def write_holdout(target: Path, source: Path = HOLDOUT) -> None:
    """Write the messages of a holdout as a file of examples."""
    target.parent.mkdir(parents=True, exist_ok=True)
    texts: dict[str, list[str]] = {}
    for message in read_messages(source):
        texts.setdefault(message.label, []).append(message.text)
    nlu = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in kept)}
        for label, kept in texts.items()
    ]
    _write(target, {"version": _VERSION, "nlu": nlu})


def steps_for_rasa(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps with Rasa's keys alone, as far as Rasa can judge them, and each form's end.

    Rasa predicts actions and runs none. A form that our stories do not name after a turn is left
    in it; Rasa must be told where: after the form's own last action, else after the first that
    left it. A story ends before a turn that states no action, and before one in which an action
    itself asks for the form: that is an event, of which no story can speak.
    """
    turns: list[list[dict[str, Any]]] = []
    for step in steps:
        if "user" in step or "intent" in step:
            turns.append([])
        turns[-1].append({key: value for key, value in step.items() if key not in _OUR_KEYS})
    form: str | None = None
    written: list[dict[str, Any]] = []
    for turn in turns:
        stays = next((step["active_loop"] for step in turn if "active_loop" in step), None)
        done = [at for at, step in enumerate(turn) if "action" in step]
        of_form = [at for at in done if turn[at]["action"] in (form, stays)]
        if not done or of_form[:1] > done[:1]:
            break
        if form and not stays:
            end = (of_form or done)[0] + 1
            turn[end:end] = [{"active_loop": None}, {"slot_was_set": [{"requested_slot": None}]}]
        form = stays
        written += turn
    return written


def _write(path: Path, content: dict[str, Any]) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.width = 4096
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(content, file)
