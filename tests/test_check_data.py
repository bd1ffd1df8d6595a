"""`make check` reads all that is taught and all that is kept for tests, and says what clashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.nlu_files import Example
from dev.check_data import in_another_language, problems, without_writer
from engine.training.text_index import (
    LabelledText,
    holdout_messages,
    measured_texts,
    training_examples,
)


def example(text: str, label: str = "statistics", where: str = "a.yml") -> LabelledText:
    return LabelledText(text, label, where)


def test_what_is_kept_for_tests_is_found_in_any_folder_and_language(tmp_path: Path) -> None:
    for folder in ("holdout", "languages"):
        (tmp_path / folder).mkdir()
    (tmp_path / "holdout" / "reviewed.tsv").write_text("thanks\tsv\ttack\n", encoding="utf-8")
    (tmp_path / "languages" / "da.tsv").write_text("thanks\tda\ttusind tak\n", encoding="utf-8")
    messages = holdout_messages(
        (tmp_path / "holdout", tmp_path / "languages", tmp_path / "missing")
    )
    assert [(m.text, m.label) for m in messages] == [("tack", None), ("tusind tak", None)]


def test_examples_come_with_label_and_file(tmp_path: Path) -> None:
    (tmp_path / "sv").mkdir()
    block = "nlu:\n- intent: thanks\n  examples: |\n    - tack\n    - - tusen tack\n"
    (tmp_path / "sv" / "thanks.yml").write_text(block)
    assert list(training_examples(tmp_path)) == [
        LabelledText("tack", "thanks", "thanks.yml"),
        LabelledText("- tusen tack", "thanks", "thanks.yml"),
    ]


def test_different_examples_are_in_order() -> None:
    rows = [example("antal vab i år"), example("siffror på vab"), example("🙂"), example("?")]
    assert list(problems([], rows)) == []


LONG = "jag behöver snabbt få veta hur många som fick sjukpenning i fjol"


def test_the_same_twice_is_told_whatever_the_label_and_the_writing() -> None:
    (line,) = problems([], [example(LONG), example(LONG.upper() + "!", "thanks", "b.yml")])
    assert line.startswith("b.yml") and line.endswith("står också i a.yml")


def test_nearly_the_same_is_told_whatever_the_label() -> None:
    (line,) = problems([], [example(LONG), example("ja " + LONG, where="b.yml")])
    assert line.startswith("b.yml") and line.endswith(f"är nästan lika med {LONG!r} i a.yml")
    (line,) = problems([], [example(LONG), example("ja " + LONG, "thanks", "b.yml")])
    assert line.endswith("är nästan lika med ett exempel för statistics i a.yml")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("pdf eller word", "Word eller pdf?"),
        ("tack men nej", "tack men nej tack"),
        ("Var finns blanketten?", "blanketten finns var"),
    ],
)
def test_the_same_words_in_another_order_are_nearly_the_same(text: str, other: str) -> None:
    (line,) = problems([], [example(text), example(other)])
    assert "nästan lika" in line


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("hej", "hej hej"),
        ("pdf eller word", "pdf"),
        ("måste det va skriftligt", "måste det skrivas"),
        (LONG, LONG.replace("i fjol", "per län")),
    ],
)
def test_a_variant_is_another_example(text: str, other: str) -> None:
    assert list(problems([], [example(text), example(other)])) == []


def test_nearly_the_same_words_that_tell_something_else_of_a_case_are_another_example() -> None:
    has = example(LONG, "individual_case")._replace(told=("has", None))
    lacks = example("ej " + LONG, "individual_case")._replace(told=("lacks", None))
    assert list(problems([], [has, lacks])) == []
    assert len(list(problems([], [has, lacks._replace(told=has.told)]))) == 1


def test_what_is_kept_for_tests_is_told_of_also_when_nearly_the_same() -> None:
    messages = [LabelledText(LONG, None, "da.tsv")]
    (same,) = problems(
        messages, [example("Jag behover snabbt fa veta hur manga som fick sjukpenning i fjol?")]
    )
    assert same.endswith("står i da.tsv")
    (near,) = problems(messages, [example("ja " + LONG)])
    assert near.endswith("står nästan likadant i da.tsv")


def test_the_same_words_in_another_state_are_another_example() -> None:
    alone = example("hur lång tid tar det?", "press_contact")
    after = example("hur lång tid tar det?")._replace(state=("after statistics",))
    assert list(problems([], [alone, after])) == []
    assert len(list(problems([], [alone, alone, after, after]))) == 2


def test_a_text_of_the_measured_conversations_may_not_be_taught() -> None:
    text = next(measured_texts())
    (line,) = problems([text], [example(text.text)])
    assert "evaluation/" in line


def test_an_example_says_who_wrote_it_unless_trainers_taught_it() -> None:
    unsigned, signed = Example("sv", "thanks", "tack"), Example("sv", "thanks", "ta", writer="desk")
    files = [(Path("thanks.yml"), unsigned), (Path("thanks.yml"), signed)]
    (line,) = without_writer([*files, (Path("reviewed.yml"), unsigned)])
    assert "thanks.yml: 'tack'" in line


@pytest.mark.parametrize(
    ("folder", "language", "text", "is_wrong"),
    [
        ("en", "en", "who can I call when you are closed?", False),
        ("en", "sv", "who can I call when you are closed?", True),  # does not say its language
        ("sv", "sv", "who can I call when you are closed?", True),
        ("en", "en", "vilka är hos er nu?", True),
        ("sv", "sv", "vilka är hos er nu?", False),
        ("sv", "sv", "who are you ens, människa?", False),  # both
    ],
)
def test_an_example_is_in_the_language_of_its_folder(
    folder: str, language: str, text: str, *, is_wrong: bool
) -> None:
    lines = list(in_another_language([(Path(folder, "a.yml"), Example(language, "x", text))]))
    assert bool(lines) is is_wrong
