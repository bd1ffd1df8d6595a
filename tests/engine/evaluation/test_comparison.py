"""What becomes better or worse, as a journalist would count it, and what forbids a release."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.figures import Bin, Counts, Figures
from contracts.intents import FALLBACK
from engine.evaluation.comparison import ComparisonInput, EvaluationMessage, ModelReadings, compare
from engine.evaluation.outcomes import Outcome
from engine.evaluation.stories import Difference, Story, UserTurn

ROUTES = frozenset({"statistics", "press_contact"})
STORY = Story(
    "tack", "thanks.yml", [UserTurn("hej", "greet", [], []), UserTurn("tack", "t", [], [])]
)
FAILS = [Difference(2, "intent", "greet", "thanks")]


def labelled(label: str, text: str = "en fråga", source: str = "holdout") -> EvaluationMessage:
    return EvaluationMessage(source, label, frozenset(), text)


def readings(acted: list[str], labels: list[str], **more: Any) -> ModelReadings:
    """A model that acts so on messages with these labels."""
    outcomes = [
        Outcome(label, label if did == FALLBACK else did.split("+")[0], 0.95, did)
        for label, did in zip(labels, acted, strict=True)
    ]
    return ModelReadings("m", outcomes, more.get("stories", []), more.get("acted_on_real", []))


def compared(before: list[str], after: list[str], labels: list[str]) -> Figures:
    inputs = ComparisonInput([labelled(label) for label in labels], [], [])
    figures = compare(inputs, readings(after, labels), readings(before, labels), ROUTES)
    # What web is sent says the same.
    assert Figures.from_json(figures.to_json()) == figures
    return figures


@pytest.mark.parametrize(
    ("label", "before", "after", "kind"),
    [
        ("statistics", FALLBACK, "statistics", "better"),
        ("statistics", "press_contact", FALLBACK, "better"),
        ("statistics", "statistics", FALLBACK, "worse"),
        ("statistics", FALLBACK, "press_contact", "worse"),
        ("statistics", "greet", "press_contact", "changed"),
        ("press_contact+statistics", "statistics", "press_contact+statistics", "better"),
        ("statistics", "statistics", "press_contact+statistics", "worse"),
    ],
)
def test_right_goes_before_a_question_and_that_before_wrong(
    label: str, before: str, after: str, kind: str
) -> None:
    (flip,) = compared([before, "greet"], [after, "greet"], [label, "greet"]).flips
    assert (flip.kind, flip.before, flip.after) == (kind, before, after)


def test_what_stays_is_no_flip() -> None:
    assert compared(["greet"], ["greet"], ["statistics"]).flips == ()


def test_more_wrong_contacts_forbid_a_release_and_are_named() -> None:
    labels = ["statistics", "statistics", "greet"]
    figures = compared(["statistics"] * 3, ["statistics", "press_contact", "statistics"], labels)
    assert figures.forbidden == ("misroutes",)
    assert [(m.label, m.acted) for m in figures.misrouted] == [("statistics", "press_contact")]
    assert (figures.candidate.misrouted, figures.current.misrouted) == (2, 1)


def test_as_many_wrong_contacts_forbid_nothing() -> None:
    labels = ["statistics", "statistics"]
    figures = compared(["press_contact", "statistics"], ["statistics", "press_contact"], labels)
    assert figures.forbidden == ()
    assert len(figures.misrouted) == 1


def test_a_story_that_only_the_candidate_fails_forbids_a_release_and_is_named() -> None:
    inputs = ComparisonInput([labelled("greet")], [STORY], [])
    good = readings(["greet"], ["greet"], stories=[[]])
    bad = readings(["greet"], ["greet"], stories=[FAILS])
    figures = compare(inputs, bad, good, ROUTES)
    assert figures.forbidden == ("broken",)
    (story,) = figures.broken
    assert (story.name, story.file) == ("tack", "thanks.yml")
    (difference,) = story.differences
    assert (difference.text, difference.got, difference.wanted) == (
        "tack",
        "greet",
        "thanks",
    )
    assert compare(inputs, good, bad, ROUTES).mended == figures.broken
    both = compare(inputs, bad, bad, ROUTES)
    assert (both.forbidden, both.broken, both.candidate.stories_passed) == ((), (), 0)


def test_real_messages_are_told_by_their_ids_alone() -> None:
    messages = [
        {"id": 4, "text": "hemligt", "label": None},
        {"id": 5, "text": "hemligt", "label": "statistics"},
        {"id": 6, "text": "hemligt", "label": None},
    ]
    inputs = ComparisonInput([labelled("greet")], [], messages)
    before = readings(["greet"], ["greet"], acted_on_real=["greet", "greet", "thanks"])
    after = readings(["greet"], ["greet"], acted_on_real=["statistics", "statistics", "thanks"])
    figures = compare(inputs, after, before, ROUTES)
    assert [(f.id, f.kind) for f in figures.flips] == [(4, "changed"), (5, "better")]
    assert "hemligt" not in str(figures.to_json())
    assert figures.asked == Counts(labelled=1, kept=0, stories=0, messages=3)


def test_both_matrices_have_the_same_labels() -> None:
    labels = ["statistics", "greet", "press_contact+statistics"]
    figures = compared(["thanks", "greet", "deny"], ["statistics", "greet", "deny"], labels)
    new, old = figures.candidate.confusion, figures.current.confusion
    assert new.names == old.names == ("greet", "statistics", "thanks")
    assert new.counts == ((1, 0, 0), (0, 1, 0), (0, 0, 0))
    assert old.counts == ((1, 0, 0), (0, 0, 1), (0, 0, 0))


def test_nothing_to_count_is_null_and_no_share() -> None:
    figures = compared(["statistics"], ["statistics"], ["statistics"])
    assert figures.candidate.scores.two_wishes_both is None
    assert figures.candidate.scores.accuracy == 1


def test_each_label_and_each_tenth_of_confidence_has_its_figures() -> None:
    figures = compared(["greet", "statistics"], ["greet", "greet"], ["greet", "statistics"])
    assert [(i.intent, i.count, round(i.f1, 2)) for i in figures.candidate.intents] == [
        ("greet", 1, 0.67),
        ("statistics", 1, 0.0),
    ]
    assert figures.candidate.reliability == (Bin(0.9, 1.0, 2, 0.95, 0.5),)
