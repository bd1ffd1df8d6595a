"""What is taught and what is kept for tests is read in one way."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml.error import YAMLError

from contracts.labelled_messages import (
    LabelledMessage,
    columns_of,
    line_of,
    read_lines,
    read_messages,
)
from contracts.nlu_files import Example, NluFileError, examples_in, read_examples

CONTENT = """version: "3.1"
nlu:
  - intent: thanks
    examples: |
      - tack
      - - tusen tack
      - -5 grader
  - intent: press_contact+statistics
    metadata: {language: en}
    examples: |
      - figures and an interview
"""
EXAMPLES = [
    Example("sv", "thanks", "tack"),
    Example("sv", "thanks", "- tusen tack"),
    Example("sv", "thanks", "-5 grader"),
    Example("en", "press_contact+statistics", "figures and an interview"),
]


def test_examples_have_label_and_language() -> None:
    assert read_examples(CONTENT) == EXAMPLES


@pytest.mark.parametrize("content", ["", "nlu: []", "version: '3.1'", "rules: []"])
def test_a_file_may_hold_no_examples(content: str) -> None:
    assert read_examples(content) == []


@pytest.mark.parametrize(
    ("content", "block"),
    [
        ("x", None),
        ("- x", None),
        ("nlu: x", None),
        ("nlu: [x]", 1),
        ("nlu:\n- {intent: thanks, examples: '- tack'}\n- {intent: thanks}", 2),
        ("nlu:\n- {synonym: tack, examples: '- tackar'}", 1),
    ],
)
def test_what_are_no_examples_is_said_with_its_place(content: str, block: int | None) -> None:
    with pytest.raises(NluFileError) as error:
        read_examples(content)
    assert error.value.block == block


def test_what_is_no_yaml_is_an_error() -> None:
    with pytest.raises(YAMLError):
        read_examples("a: [")


def test_a_folder_is_read_file_by_file_in_order(tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    for name in ("b.yml", "a.yml", "sv/c.yml"):
        (tmp_path / name).write_text(CONTENT, encoding="utf-8")
    examples = list(examples_in(tmp_path))
    assert [path.name for path, _ in examples][::4] == ["a.yml", "b.yml", "c.yml"]
    assert [example for _, example in examples] == EXAMPLES * 3
    assert list(examples_in(tmp_path / "missing")) == []


def test_a_message_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "holdout.tsv"
    path.write_text(line_of("thanks", "short,trap", "tack så mycket") + "\n", encoding="utf-8")
    (message,) = read_messages(path)
    assert message == LabelledMessage("thanks", frozenset({"short", "trap"}), "tack så mycket")
    assert columns_of("thanks\tsv\ttack") == ("thanks", "sv", "tack")


@pytest.mark.parametrize("line", ["", "tack", "thanks\ttack", "thanks\tsv\ttack\tmer"])
def test_a_line_of_other_columns_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match="columns"):
        columns_of(line)
    with pytest.raises(ValueError, match="columns"):
        list(read_lines(f"thanks\tsv\ttack\n{line}\n"))
