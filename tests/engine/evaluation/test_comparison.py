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


def answered(acted: list[str], labels: list[str], **more: Any) -> ModelReadings:
    """A model that acts so on messages with these labels."""
    outcomes = [
        Outcome(label, label if did == FALLBACK else did.split("+")[0], 0.95, did)
        for label, did in zip(labels, acted, strict=True)
    ]
    return ModelReadings("m", outcomes, more.get("stories", []), more.get("said", []))


def compared(before: list[str], after: list[str], labels: list[str]) -> Figures:
    asked = ComparisonInput([labelled(label) for label in labels], [], [])
    found = compare(asked, answered(after, labels), answered(before, labels), ROUTES)
    # What web is sent says the same.
    assert Figures.from_json(found.to_json()) == found
    return found


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
    found = compared(["statistics"] * 3, ["statistics", "press_contact", "statistics"], labels)
    assert found.forbidden == ("misroutes",)
    assert [(m.label, m.acted) for m in found.misrouted] == [("statistics", "press_contact")]
    assert (found.candidate.misrouted, found.current.misrouted) == (2, 1)


def test_as_many_wrong_contacts_forbid_nothing() -> None:
    labels = ["statistics", "statistics"]
    found = compared(["press_contact", "statistics"], ["statistics", "press_contact"], labels)
    assert found.forbidden == ()
    assert len(found.misrouted) == 1


def test_a_story_that_only_the_candidate_fails_forbids_a_release_and_is_named() -> None:
    asked = ComparisonInput([labelled("greet")], [STORY], [])
    good = answered(["greet"], ["greet"], stories=[[]])
    bad = answered(["greet"], ["greet"], stories=[FAILS])
    found = compare(asked, bad, good, ROUTES)
    assert found.forbidden == ("broken",)
    (story,) = found.broken
    assert (story.name, story.file) == ("tack", "thanks.yml")
    (difference,) = story.differences
    assert (difference.text, difference.got, difference.wanted) == (
        "tack",
        "greet",
        "thanks",
    )
    assert compare(asked, good, bad, ROUTES).mended == found.broken
    both = compare(asked, bad, bad, ROUTES)
    assert (both.forbidden, both.broken, both.candidate.stories_passed) == ((), (), 0)


def test_real_messages_are_told_by_their_ids_alone() -> None:
    messages = [
        {"id": 4, "text": "hemligt", "label": None},
        {"id": 5, "text": "hemligt", "label": "statistics"},
        {"id": 6, "text": "hemligt", "label": None},
    ]
    asked = ComparisonInput([labelled("greet")], [], messages)
    before = answered(["greet"], ["greet"], said=["greet", "greet", "thanks"])
    after = answered(["greet"], ["greet"], said=["statistics", "statistics", "thanks"])
    found = compare(asked, after, before, ROUTES)
    assert [(f.id, f.kind) for f in found.flips] == [(4, "changed"), (5, "better")]
    assert "hemligt" not in str(found.to_json())
    assert found.asked == Counts(labelled=1, kept=0, stories=0, messages=3)


def test_both_matrices_have_the_same_labels() -> None:
    labels = ["statistics", "greet", "press_contact+statistics"]
    found = compared(["thanks", "greet", "deny"], ["statistics", "greet", "deny"], labels)
    new, old = found.candidate.confusion, found.current.confusion
    assert new.names == old.names == ("greet", "statistics", "thanks")
    assert new.counts == ((1, 0, 0), (0, 1, 0), (0, 0, 0))
    assert old.counts == ((1, 0, 0), (0, 0, 1), (0, 0, 0))


def test_nothing_to_count_is_null_and_no_share() -> None:
    found = compared(["statistics"], ["statistics"], ["statistics"])
    assert found.candidate.scores.two_wishes_both is None
    assert found.candidate.scores.accuracy == 1


def test_each_label_and_each_tenth_of_confidence_has_its_figures() -> None:
    found = compared(["greet", "statistics"], ["greet", "greet"], ["greet", "statistics"])
    assert [(i.intent, i.count, round(i.f1, 2)) for i in found.candidate.intents] == [
        ("greet", 1, 0.67),
        ("statistics", 1, 0.0),
    ]
    assert found.candidate.reliability == (Bin(0.9, 1.0, 2, 0.95, 0.5),)
