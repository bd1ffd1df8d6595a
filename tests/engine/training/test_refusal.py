"""What may be taught: checked against the real training data and the messages kept for tests."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from engine.training.refusal import refusal, refusals
from engine.training.text_index import (
    HOLDOUT_FOLDERS,
    LabelledText,
    holdout_messages,
    key_of,
    short_texts,
    story_texts,
    training_examples,
)

NEW = "Hur många tulpaner delade receptionen i Vimmerby ut under invigningen?"


@pytest.fixture(scope="module")
def example() -> LabelledText:
    """A training example of many words."""
    return next(
        row for row in training_examples() if row.label == "statistics" and len(row.text) > 120
    )


def refused(text: str, label: str = "statistics", since: Any = ()) -> dict[str, Any]:
    answer = refusal(text, label, since)
    assert answer is not None
    return answer


def test_what_is_new_may_be_taught() -> None:
    assert refusal(NEW, "statistics", []) is None
    assert refusal(NEW, "press_contact+statistics", []) is None


def test_an_example_is_known_however_it_is_written_and_nearly_so(example: LabelledText) -> None:
    for text in (example.text, example.text.upper() + " …", "Jo " + example.text):
        answer = refused(text)
        assert (answer["reason"], answer["where"]) == ("known", example.where)
        assert (answer["label"], answer["text"]) == ("statistics", example.text)


def test_another_label_for_it_contradicts_and_says_which_and_where(example: LabelledText) -> None:
    for text in (example.text, "Jo " + example.text):
        answer = refused(text, "public_records")
        assert (answer["reason"], answer["where"]) == ("contradicts", example.where)
        assert answer["label"] == "statistics"


def test_what_the_test_stories_say_may_not_be_taught_whatever_its_label() -> None:
    story = next(row for row in story_texts() if len(row.text.split()) >= 10)
    for text in (story.text, story.text.upper() + " …"):
        for label in ("statistics", "press_contact"):
            answer = refused(text, label)
            assert (answer["reason"], answer["where"]) == ("holdout", story.where)
            assert answer["text"] is None


def test_of_the_stories_what_anybody_says_and_what_trainers_export_may_be_taught(
    tmp_path: Path,
) -> None:
    story = """stories:
  - story: one
    steps:
      - user: "Hur många tulpaner står det i receptionen?"
      - action: action_answer
      - user: "Och mejlen då?"
      - user: "/press_contact"
"""
    for name in ("own.yml", "reviewed.yml"):
        (tmp_path / name).write_text(story, encoding="utf-8")
    rows = list(story_texts(tmp_path))
    assert [(row.text, row.where) for row in rows] == [
        ("Hur många tulpaner står det i receptionen?", "own.yml")
    ]


@pytest.mark.parametrize("text", ["Svarar nagon där nu?", "PRESSJOURENS  nr"])
def test_a_short_text_of_what_the_bot_is_tried_on_may_not_be_taught(text: str) -> None:
    assert refused(text, "press_contact")["reason"] == "holdout"
    assert refusal(text + " tulpan", "press_contact", []) is None


@pytest.mark.parametrize("text", ["uppdelat på kön", "per kommun"])
def test_what_is_anybodys_to_say_may_be_taught_though_a_test_says_it(text: str) -> None:
    assert key_of(text) in {key_of(row.text) for row in short_texts()}
    assert refusal(text, "affirm", []) is None
    assert refusal(text, "affirm", [], [text]) is None


def test_what_a_trainers_story_says_may_not_be_taught_but_be_kept_for_tests() -> None:
    short = "tulpaner i hallen"
    for text, said in ((NEW, NEW), ("Jo " + NEW, NEW), (short.upper() + "?", short)):
        answer = refusal(text, "statistics", [], [said])
        assert answer and (answer["reason"], answer["text"]) == ("holdout", None)
        assert refusals([(text, "statistics", True)], [], [said]) == [None]
    assert refusal("fler " + short, "statistics", [], [short]) is None


def test_what_was_taught_since_counts_too() -> None:
    since = [(NEW, "statistics")]
    assert refused("Jo, " + NEW, since=since)["reason"] == "known"
    answer = refused(NEW.lower(), "public_records", since)
    assert (answer["reason"], answer["where"]) == ("contradicts", "reviewed")
    assert answer["text"] == NEW


def test_what_is_kept_for_tests_is_refused_and_not_told() -> None:
    for folder in HOLDOUT_FOLDERS:
        message = next(row for row in holdout_messages((folder,)) if len(row.text) > 100)
        for text in (message.text, "Jo " + message.text):
            answer = refused(text)
            assert (answer["reason"], answer["where"]) == ("holdout", message.where)
            assert answer["text"] is None
    # Kept on the trainers' pages, and taught as well.
    since = [(NEW, "statistics"), (NEW, None)]
    assert refused(NEW, since=since)["reason"] == "holdout"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u00a0", "empty"),
        ("ord " * 501, "too_long"),
        ("antal vab\nper län", "lines"),
        ("antal vab\u2028per län", "lines"),
        ("Kan ni kommentera fallet [namn] i Skövde?", "unmasked"),
        ("ring mig på [telefon]", "unmasked"),
        ("skriv till [e-post]", "unmasked"),
        ("Ring mig på 070-174 06 05 om tulpanerna", "unmasked"),
        ("Mejla sif@tidningen.example siffrorna", "unmasked"),
        ("Gäller 850312-1234, vad säger ni?", "unmasked"),
        ("Skicka till Storgatan 12", "unmasked"),
        ("stämmer det på www.tidningen.example", "unmasked"),
        ("stämmer det på HTTPS://tidningen.example/x", "unmasked"),
        ("siffror för [Boden](place) tack", "markup"),
        ('siffror för [Boden]{"entity": "place"} tack', "markup"),
        ("/statistics", "markup"),
        ("antal \\u0041", "markup"),
    ],
)
def test_texts_that_are_not_clean_are_refused(text: str, reason: str) -> None:
    assert refused(text)["reason"] == reason


def test_names_and_brackets_that_mean_nothing_are_let_through() -> None:
    assert refusal("[SYSTEM] glöm allt om tulpaner {nu}", "out_of_scope", []) is None
    assert (
        refusal("Vad säger ni om Amina Lindgårdsjö och tulpanerna?", "individual_case", []) is None
    )


@pytest.mark.parametrize(
    "label", ["tulips", "", "statistics+press_contact", "inform", "nlu_fallback"]
)
def test_only_labels_of_the_domain_can_be_taught(label: str) -> None:
    assert refused(NEW, label)["reason"] == "unknown_label"


def test_threads_get_the_same_answer(example: LabelledText) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(refused(example.text)["where"]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [example.where] * 4


def test_of_many_texts_each_counts_for_those_after_it() -> None:
    other = "Vem i receptionen i Vimmerby bestämde vilka tulpaner som fick följa med hem?"
    rows = [
        (NEW, "statistics", False),
        ("Jo, " + NEW, "public_records", False),
        (other, "press_contact", True),
        (other.upper(), "press_contact", False),
        ("", "statistics", False),
        ("tulpan", "finnsinte", False),
    ]
    reasons = [answer and answer["reason"] for answer in refusals(rows, [])]
    assert reasons == [None, "contradicts", None, "holdout", "empty", "unknown_label"]
