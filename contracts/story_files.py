"""Reads test stories from Rasa's YAML, as evaluation/stories holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from contracts.paths import STORIES


class StoryBlock(NamedTuple):
    """A story as it is written: its name, and its steps with whatever keys they have."""

    name: str
    steps: list[dict[str, Any]]

    @property
    def texts(self) -> tuple[tuple[str, str | None], ...]:
        """What is written in it, with the intent that is claimed of it; no button's payload."""
        users = (step for step in self.steps if "user" in step)
        texts = [(step["user"].strip(), step.get("intent")) for step in users]
        return tuple((text, intent) for text, intent in texts if not text.startswith("/"))


class StoryFileError(ValueError):
    """YAML that holds no stories; `block` is the first that is none, from 1, or None."""

    def __init__(self, block: int | None = None) -> None:
        self.block = block
        super().__init__("no stories" if block is None else f"block {block} is no story")


def read_stories(text: str) -> list[StoryBlock]:
    """The stories in the text of a file, in order; none in a text of nothing.

    Raises:
        YAMLError: it is no YAML.
        StoryFileError: it is YAML of something else.
    """
    content = YAML(typ="safe").load(text)
    if content is None:
        return []
    blocks = content.get("stories") if isinstance(content, dict) else None
    if not isinstance(blocks, list):
        raise StoryFileError
    for number, block in enumerate(blocks, 1):
        if not _is_story(block):
            raise StoryFileError(number)
    return [StoryBlock(block["story"], block["steps"]) for block in blocks]


def stories_in(folder: Path = STORIES) -> Iterator[tuple[Path, StoryBlock]]:
    """Each story of the files in a folder, with its file, always in the same order.

    Raises:
        OSError, YAMLError, StoryFileError: as for `read_stories`.
    """
    for path in sorted(folder.glob("*.yml")):
        for story in read_stories(path.read_text(encoding="utf-8")):
            yield path, story


def _is_story(block: Any) -> bool:
    steps = block.get("steps") if isinstance(block, Mapping) else None
    if not isinstance(steps, list) or not steps or not isinstance(block.get("story"), str):
        return False
    return all(
        isinstance(step, Mapping)
        and all(isinstance(step.get(key, ""), str) for key in ("user", "intent", "action"))
        for step in steps
    )
