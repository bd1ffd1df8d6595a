"""Test stories are read in one place, and what is none of them is told by its block."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml.error import YAMLError

from contracts.story_files import StoryFileError, read_stories, stories_in

TWO = """stories:
- story: one
  steps:
  - user: |
      Siffror?
    intent: statistics
  - action: action_answer
  - user: /help
  - user: "och för Sala?"
    never: [telefon]
- story: two
  steps:
  - user: hej
"""


def test_a_story_has_its_name_its_steps_and_what_is_written() -> None:
    one, two = read_stories(TWO)
    assert (one.name, two.name) == ("one", "two")
    assert one.steps[1] == {"action": "action_answer"}
    assert one.steps[3] == {"user": "och för Sala?", "never": ["telefon"]}
    assert one.texts == (("Siffror?", "statistics"), ("och för Sala?", None))


def test_a_text_of_nothing_has_no_stories() -> None:
    assert read_stories("") == []


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("- x", None),
        ("nlu: []", None),
        ("stories: x", None),
        ("stories:\n- story: one\n  steps: []\n", 1),
        (f"{TWO}- story: 3\n  steps: [user: hej]\n", 3),
        (f"{TWO}- story: three\n  steps: [user: [hej]]\n", 3),
    ],
)
def test_what_is_no_story_is_told_by_its_block(text: str, block: int | None) -> None:
    with pytest.raises(StoryFileError) as error:
        read_stories(text)
    assert error.value.block == block


def test_what_is_no_yaml_is_told_as_such() -> None:
    with pytest.raises(YAMLError):
        read_stories("stories: [")


def test_the_stories_of_a_folder_come_with_their_files(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yml"):
        (tmp_path / name).write_text(TWO, encoding="utf-8")
    stories = [(path.name, story.name) for path, story in stories_in(tmp_path)]
    assert stories == [("a.yml", "one"), ("a.yml", "two"), ("b.yml", "one"), ("b.yml", "two")]
