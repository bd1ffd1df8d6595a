"""The trained model: what it reaches on the holdout, and that nothing makes it fall over."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rasa.core.agent import Agent

from contracts.comparison.reading_figures import read_figures
from contracts.labelled_messages import read_messages
from contracts.paths import KIND_SETS, LANGUAGE_SETS
from engine.evaluation.outcomes import FALLBACK, Scores, score
from engine.evaluation.readings import outcomes_of, routes_of
from engine.understanding.text import normalise

BOTH = "press_contact+statistics"
SMALL_TALK = {
    "greet",
    "goodbye",
    "thanks",
    "affirm",
    "deny",
    "bot_challenge",
    "help",
    "out_of_scope",
}


@pytest.fixture(scope="session")
def scores(agent: Agent) -> Scores:
    outcomes = asyncio.run(outcomes_of(agent, read_messages()))
    return score(outcomes, routes_of(agent.domain))


def test_routes_are_the_intents_without_a_response_of_their_own(agent: Agent) -> None:
    routes = routes_of(agent.domain)
    assert "statistics" in routes
    assert not routes & SMALL_TALK


def test_the_holdout_is_understood(scores: Scores) -> None:
    """Two messages less than what was reached, of 260 with one wish, 40 with two and 53 traps."""
    assert scores.accuracy >= (257 - 2) / 260
    assert scores.trap_accuracy >= (53 - 2) / 53
    assert scores.macro_f1 >= 0.974  # 0.986, and 0.006 a message in the smallest intents
    assert scores.misroutes <= (1 + 2) / 260
    assert scores.asked_back <= (4 + 2) / 260
    assert scores.out_of_scope_routed <= 1 / 17
    assert scores.two_wishes_both >= (40 - 2) / 40
    assert scores.one_wish_two_contacts <= 2 / 260
    assert scores.calibration_error <= 0.02  # 0.013


@dataclass(frozen=True)
class LanguageCounts:
    """How many of a language's messages were understood, each with what it is counted of."""

    right: int
    single: int
    misrouted: int
    both: int
    double: int
    right_language: int
    answered_in: str = "sv"


@pytest.mark.parametrize(
    ("language", "reached"),
    [
        ("sv", LanguageCounts(281, 281, 4, 33, 33, 314)),
        ("en", LanguageCounts(148, 148, 0, 10, 10, 157, answered_in="en")),
        ("no", LanguageCounts(56, 58, 0, 0, 0, 58)),
        ("da", LanguageCounts(59, 60, 1, 0, 0, 60)),
    ],
)
def test_writers_who_saw_neither_examples_nor_holdout_are_understood(
    agent: Agent, language: str, reached: LanguageCounts
) -> None:
    """Two messages less than what was reached, as above."""
    outcomes = asyncio.run(outcomes_of(agent, read_messages(LANGUAGE_SETS / f"{language}.tsv")))
    assert len(outcomes) == reached.single + reached.double
    language_scores = score(outcomes, routes_of(agent.domain))
    assert language_scores.accuracy >= (reached.right - 2) / reached.single
    assert language_scores.misroutes <= (reached.misrouted + 2) / reached.single
    if reached.double:
        assert language_scores.two_wishes_both >= (reached.both - 2) / reached.double
    answered = sum(outcome.language == reached.answered_in for outcome in outcomes)
    assert answered >= reached.right_language - 2


@pytest.mark.parametrize("kind", sorted(path.stem for path in KIND_SETS.glob("*.tsv")))
def test_each_kind_is_understood_as_the_page_about_the_bot_says(agent: Agent, kind: str) -> None:
    """Three messages less than the figures say: a model that reads worse is not theirs."""
    outcomes = asyncio.run(outcomes_of(agent, read_messages(KIND_SETS / f"{kind}.tsv")))
    single = [outcome for outcome in outcomes if len(outcome.wishes) == 1]
    reading = read_figures().kinds[kind]
    assert len(single) == reading.messages
    assert sum(o.likeliest == o.label for o in single) >= reading.right - 3
    assert sum(o.acted == FALLBACK for o in single) <= reading.asked_back + 3


@given(text=st.text(st.characters(), max_size=400))
@example(text="/")  # no button's payload, nor are these
@example(text="/{")
@example(text="/0")
@settings(max_examples=100)
def test_any_text_is_acted_on_as_its_ranking_says(agent: Agent, text: str) -> None:
    parsed = asyncio.run(agent.parse_message(text))
    acted, confidence = parsed["intent"]["name"], parsed["intent"]["confidence"]
    names = [intent["name"] for intent in parsed["intent_ranking"]]
    confidences = [intent["confidence"] for intent in parsed["intent_ranking"]]
    assert set(names) <= set(agent.domain.intents)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1, abs=1e-4)
    if not normalise(text):
        assert acted == "out_of_scope"
    elif acted == FALLBACK:
        assert confidence == pytest.approx(1 - confidences[0])
    elif parsed["asks"] and acted != names[0]:
        # Instead of asking back: the intent of the question that it is taken for.
        assert acted == parsed["questions"][0]["topic"] or acted == parsed["questions"][1]["topic"]
    elif "+" in acted:
        assert acted in agent.domain.intents
        assert names[0] in acted.split("+")
        assert set(acted.split("+")) <= routes_of(agent.domain)
    else:
        assert acted == names[0]
        assert parsed["asks"] or confidence == confidences[0]


@pytest.mark.parametrize(
    ("text", "acted"),
    [
        ("How many parents took out parental benefit in 2024?", "statistics"),
        ("I need a spokesperson on camera this afternoon", "press_contact"),
        ("Hvem kan jeg ringe for et intervju i dag?", "press_contact"),
        ("Hvor mange fik afslag på sygepenge sidste år?", "statistics"),
        ("Siffror på vab 2024, plus en talesperson som kan kommentera", BOTH),
    ],
)
def test_other_languages_and_two_wishes(agent: Agent, text: str, acted: str) -> None:
    assert asyncio.run(agent.parse_message(text))["intent"]["name"] == acted


@pytest.mark.parametrize(
    ("text", "acted"),
    [
        ("", "out_of_scope"),
        ("🙂🙂", "out_of_scope"),
        ("a" * 2000, "out_of_scope"),
        ("\ud800\x00", "out_of_scope"),
        ("hur många? " * 180, "statistics"),
    ],
)
def test_odd_texts_get_no_contact_unless_they_ask_for_one(
    agent: Agent, text: str, acted: str
) -> None:
    assert asyncio.run(agent.parse_message(text))["intent"]["name"] == acted
