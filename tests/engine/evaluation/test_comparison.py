"""What becomes better or worse, as a journalist would count it, and what forbids a release."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rasa.shared.core.events import UserUttered

from contracts.comparison.case_figures import Case, kind_of
from contracts.comparison.figures import ComparisonCounts, Figures
from contracts.comparison.story_figures import digest_of
from contracts.intents import FALLBACK
from engine.evaluation.comparison import ComparisonInput, EvaluationMessage, ModelReadings, compare
from engine.evaluation.judging import JudgedDialogue, JudgedQuestion, JudgedTurn
from engine.evaluation.kept_stories.broken_stories import TriedStory
from engine.evaluation.kept_stories.stories import Difference, HeldStory, Story, UserTurn
from engine.evaluation.outcomes import Outcome

ROUTES = frozenset({"statistics", "press_contact"})
STORY = Story(
    "tack", "thanks.yml", [UserTurn("hej", "greet", [], []), UserTurn("tack", "t", [], [])]
)


def said(text: str, intent: str, confidence: float) -> UserUttered:
    """A message as a model understood it."""
    ranking = [{"name": intent, "confidence": confidence}]
    parsed = {"intent": ranking[0], "intent_ranking": ranking, "wishes": ranking}
    return UserUttered(text, parse_data=parsed)


def tried(*differences: Difference, thanks: str = "t", is_narrow: bool = False) -> TriedStory:
    """The story, by a model that takes its second turn for `thanks`."""
    messages = [said("hej", "greet", 0.9), said("tack", thanks, 0.7)]
    return TriedStory(HeldStory(differences, messages), is_narrow)


PASSES = tried()
FAILS = tried(Difference(2, "intent", "greet", "t"), thanks="greet")


def labelled(label: str, text: str = "en fråga", source: str = "holdout") -> EvaluationMessage:
    return EvaluationMessage(source, label, frozenset(), text)


def readings(acted: list[str], labels: list[str], **more: Any) -> ModelReadings:
    """A model that acts so on messages with these labels."""
    outcomes = [
        Outcome(label, label if did == FALLBACK else did.split("+")[0], 0.95, did)
        for label, did in zip(labels, acted, strict=True)
    ]
    return ModelReadings(
        "m",
        outcomes,
        more.get("stories", []),
        more.get("acted_on_real", []),
        more.get("dialogues", []),
        more.get("questions", []),
    )


def conversation(name: str, *right: bool, wrong_yes: bool = False) -> JudgedDialogue:
    turns = (JudgedTurn("hm?", () if r else ("fact:a",), "Svar.", wrong_yes) for r in right)
    return JudgedDialogue(name, "v3", tuple(turns))


def question(is_right: bool) -> JudgedQuestion:
    return JudgedQuestion("v3", "ns", "records_days", "hur länge?", is_right, "Svar.")


def held(before: dict[str, Any], after: dict[str, Any]) -> Figures:
    inputs = ComparisonInput([labelled("greet")], [], [])
    new, old = (readings(["greet"], ["greet"], **model) for model in (after, before))
    figures = compare(inputs, new, old, ROUTES)
    assert Figures.from_json(figures.to_json()) == figures
    return figures


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
    assert kind_of(label, before, after) == kind
    case, _ = compared([before, "greet"], [after, "greet"], [label, "greet"]).cases
    assert (case.label, case.before.acted, case.after.acted) == (label, before, after)


def test_without_a_label_a_flip_is_neither_better_nor_worse() -> None:
    assert kind_of(None, "greet", "statistics") == "changed"


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
    good = readings(["greet"], ["greet"], stories=[PASSES])
    bad = readings(["greet"], ["greet"], stories=[FAILS])
    figures = compare(inputs, bad, good, ROUTES)
    assert figures.forbidden == ("broken",)
    (story,) = figures.broken
    assert (story.name, story.file, story.said) == ("tack", "thanks.yml", ("hej", "tack"))
    (turn,) = story.turns
    assert (turn.turn, turn.text, turn.wanted) == (2, "tack", "t")
    assert turn.before and turn.after
    assert (turn.before.acted, turn.after.acted) == ("t", "greet")
    assert [(one.label, one.confidence) for one in turn.after.likeliest] == [("greet", 0.7)]
    assert [d.what for d in turn.differences] == ["intent"]
    (mended,) = compare(inputs, good, bad, ROUTES).mended
    assert [(t.turn, t.text, t.differences) for t in mended.turns] == [
        (2, "tack", turn.differences)
    ]
    both = compare(inputs, bad, bad, ROUTES)
    assert (both.forbidden, both.broken, both.candidate.stories_passed) == ((), (), 0)
    assert figures.both_fail == ()
    assert both.both_fail
    assert [story.name for story in both.both_fail] == ["tack"]
    assert both.both_fail[0].turns[0].differences == turn.differences
    assert Figures.from_json(figures.to_json()) == figures


def test_a_broken_turn_names_the_taught_examples_that_are_near_by_their_digests() -> None:
    taught = [("Tack så mycket", "greet"), ("antal tulpaner", "statistics"), ("tack!", "deny")]
    inputs = ComparisonInput([labelled("greet")], [STORY], [], examples=taught)
    good, bad = (readings(["greet"], ["greet"], stories=[one]) for one in (PASSES, FAILS))
    figures = compare(inputs, bad, good, ROUTES)
    (turn,) = figures.broken[0].turns
    assert turn.nearest == (digest_of("tack!"), digest_of("Tack så mycket"))
    assert "så mycket" not in str(figures.to_json())


@pytest.mark.parametrize(
    ("stories", "acted", "is_narrow"),
    [
        ([True, True], "statistics", True),
        ([True, False], "statistics", False),
        # A wrong contact is no narrow miss, whatever the stories are.
        ([True, True], "press_contact", False),
    ],
)
def test_a_narrow_miss_is_one_where_nothing_but_stories_by_a_hair_forbids_a_release(
    stories: list[bool], acted: str, is_narrow: bool
) -> None:
    inputs = ComparisonInput([labelled("statistics"), labelled("greet")], [STORY] * 2, [])
    labels = ["statistics", "greet"]
    good = readings(["statistics", "greet"], labels, stories=[PASSES] * 2)
    fails = [
        tried(Difference(2, "intent", "greet", "t"), is_narrow=is_by_a_hair)
        for is_by_a_hair in stories
    ]
    figures = compare(inputs, readings([acted, "greet"], labels, stories=fails), good, ROUTES)
    assert figures.is_narrow_miss == is_narrow


def test_a_conversation_that_could_not_be_held_is_broken_without_a_reading() -> None:
    inputs = ComparisonInput([labelled("greet")], [STORY], [])
    failed = TriedStory(HeldStory([Difference(1, "no answer", "KeyError")], []))
    good, bad = (readings(["greet"], ["greet"], stories=[one]) for one in (PASSES, failed))
    (turn,) = compare(inputs, bad, good, ROUTES).broken[0].turns
    assert (turn.after, turn.nearest) == (None, ())


def test_real_messages_are_told_by_their_ids_alone() -> None:
    messages = [
        {"id": 4, "text": "hemligt", "label": None, "taught": False},
        {"id": 5, "text": "hemligt", "label": "statistics", "taught": True},
        {"id": 6, "text": "hemligt", "label": None, "taught": False},
    ]
    aside = labelled("greet", "hemligt", "aside")._replace(id=7)
    inputs = ComparisonInput([labelled("greet"), aside], [], messages)
    labels = ["greet", "greet"]
    before = readings(labels, labels, acted_on_real=["greet", "greet", "thanks"])
    after = readings(labels, labels, acted_on_real=["statistics", "statistics", "thanks"])
    figures = compare(inputs, after, before, ROUTES)
    assert [(f.id, f.label, f.taught) for f in figures.flips] == [
        (4, None, False),
        (5, "statistics", True),
    ]
    assert [(case.source, case.text, case.id) for case in figures.cases] == [
        ("holdout", "en fråga", None),
        ("aside", None, 7),
    ]
    assert "hemligt" not in str(figures.to_json())
    assert figures.asked == ComparisonCounts(labelled=2, kept=0, aside=1, stories=0, messages=3)
    assert Figures.from_json(figures.to_json()) == figures


def test_a_wrong_contact_in_a_message_set_aside_forbids_nothing() -> None:
    inputs = ComparisonInput([labelled("statistics", source="aside")._replace(id=7)], [], [])
    good, bad = (readings([did], ["statistics"]) for did in ("statistics", "press_contact"))
    figures = compare(inputs, bad, good, ROUTES)
    assert (figures.forbidden, figures.misrouted, figures.candidate.misrouted) == ((), (), 0)
    assert figures.unseen.newly_wrong == 1


def test_only_what_neither_model_was_taught_is_tested_for_chance() -> None:
    labels = ["statistics"] * 8
    before, after = ["greet"] * 7 + ["statistics"], ["statistics"] * 7 + ["greet"]
    taught = [labelled(label)._replace(taught=n < 5) for n, label in enumerate(labels)]
    inputs = ComparisonInput(taught, [], [])
    unseen = compare(inputs, readings(after, labels), readings(before, labels), ROUTES).unseen
    assert (unseen.total, unseen.candidate, unseen.current) == (3, 2, 1)
    assert (unseen.newly_right, unseen.newly_wrong) == (2, 1)
    assert unseen.chance == 1
    all_unseen = compared(["greet"] * 9, ["statistics"] * 9, ["statistics"] * 9).unseen
    assert all_unseen.chance == pytest.approx(2 / 2**9)


def test_a_question_back_is_no_right_answer() -> None:
    unseen = compared(["statistics"], [FALLBACK], ["statistics"]).unseen
    assert (unseen.candidate, unseen.newly_wrong) == (0, 1)


def test_new_examples_that_the_current_model_surely_denies_are_told_by_their_digests() -> None:
    fresh = [
        ("hur många", "press_contact"),
        ("hur många då", "statistics"),
        ("kanske", "press_contact"),
        ("och mejlen", "ask_mail"),
        ("båda", "press_contact+statistics"),
    ]
    readings_of_fresh = [
        Outcome("press_contact", "statistics", 0.99, "statistics"),
        Outcome("statistics", "statistics", 0.99, "statistics"),
        Outcome("press_contact", "statistics", 0.9, "statistics"),
        Outcome("ask_mail", "press_contact", 0.99, "press_contact"),
        Outcome("press_contact+statistics", "statistics", 0.99, "statistics"),
    ]
    inputs = ComparisonInput([labelled("greet")], [], [], fresh=fresh)
    current = replace(readings(["greet"], ["greet"]), fresh=readings_of_fresh)
    figures = compare(inputs, readings(["greet"], ["greet"]), current, ROUTES)
    assert [(d.digest, d.label, d.likeliest, d.confidence) for d in figures.denied] == [
        (digest_of("hur många"), "press_contact", "statistics", 0.99)
    ]
    assert "hur många" not in str(figures.to_json())
    assert Figures.from_json(figures.to_json()) == figures


def test_a_case_says_what_is_wished_for_and_answered() -> None:
    (case,) = compared(["statistics"], ["a+b"], ["b+a"]).cases
    assert isinstance(case, Case)
    assert (case.is_right(case.after), case.is_right(case.before)) == (True, False)
    assert case.after.answers == case.wishes == {"a", "b"}


def test_without_measured_conversations_nothing_is_said_of_them() -> None:
    assert compared(["greet"], ["greet"], ["greet"]).conversations is None


def test_conversations_are_counted_and_what_the_candidate_alone_gets_wrong_is_told() -> None:
    before = {
        "dialogues": [conversation("A", True, True), conversation("B", False, True)],
        "questions": [question(True), question(False)],
    }
    after = {
        "dialogues": [conversation("A", True, False), conversation("B", False, True)],
        "questions": [question(False), question(False)],
    }
    figures = held(before, after)
    result = figures.conversations
    assert result
    assert (result.turns, result.whole, result.questions) == (4, 2, 2)
    assert (result.candidate.turns, result.candidate.whole, result.candidate.questions) == (2, 0, 0)
    assert (result.current.turns, result.current.whole, result.current.questions) == (3, 1, 1)
    assert [(c.name, [(t.turn, t.faults) for t in c.turns]) for c in result.worse] == [
        ("A", [(2, ("fact:a",))])
    ]
    assert [q.name for q in result.worse_questions] == ["not_stated/records_days"]
    assert result.both_wrong and result.both_wrong_questions
    assert [(c.name, [t.turn for t in c.turns]) for c in result.both_wrong] == [("B", [1])]
    assert len(result.both_wrong_questions) == 1
    assert (result.better, result.better_questions) == ((), ())
    other = held(after, before).conversations
    assert other
    assert (other.better, other.better_questions) == (result.worse, result.worse_questions)
    assert Figures.from_json(figures.to_json()) == figures
    assert (result.turn_changes.newly_wrong, result.turn_changes.newly_right) == (1, 0)
    # One may be chance.
    assert figures.forbidden == ()


def test_a_wrong_yes_forbids_a_release_even_where_the_current_model_says_it_too() -> None:
    bad = {"dialogues": [conversation("A", False, wrong_yes=True)]}
    figures = held(bad, bad)
    assert figures.forbidden == ("wrong_yes",)
    assert figures.conversations
    assert [c.name for c in figures.conversations.wrong_yes] == ["A"]
    assert held(bad, {"dialogues": [conversation("A", True)]}).forbidden == ()


def test_worse_by_more_than_chance_forbids_a_release() -> None:
    def right(*answers: bool) -> dict[str, Any]:
        return {"dialogues": [conversation("A", *answers)]}

    assert held(right(*[True] * 6), right(*[False] * 6)).forbidden == ("worse_turns",)
    assert held(right(*[True] * 5), right(*[False] * 5)).forbidden == ()
    # What becomes right weighs against it.
    before, after = [True] * 6 + [False] * 4, [False] * 6 + [True] * 4
    assert held(right(*before), right(*after)).forbidden == ()
    assert held(right(*[False] * 9), right(*[True] * 9)).forbidden == ()
    questions = {"questions": [question(True)] * 6}, {"questions": [question(False)] * 6}
    assert held(*questions).forbidden == ("worse_questions",)
