"""The trained model: what it reaches on the holdout, and that nothing makes it fall over."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.agent import Agent

from contracts.paths import LANGUAGES
from engine.evaluation.outcomes import Scores, score
from engine.evaluation.readings import outcomes_of, read_messages, routes_of

BOTH = "press_contact+statistics"
SMALL_TALK = {
    *("greet", "goodbye", "thanks", "affirm", "deny"),
    *("bot_challenge", "help", "out_of_scope"),
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
    """Floors, a little under what was reached: whoever falls through one has broken something."""
    assert scores.accuracy >= 0.96
    assert scores.macro_f1 >= 0.95
    assert scores.misroutes <= 0.02
    assert scores.asked_back <= 0.05
    assert scores.two_wishes_both >= 0.85
    assert scores.one_wish_two_contacts <= 0.03
    assert scores.calibration_error <= 0.05


@pytest.mark.parametrize(
    ("language", "floor"), [("sv", 0.96), ("en", 0.95), ("no", 0.9), ("da", 0.9)]
)
def test_writers_who_saw_neither_examples_nor_holdout_are_understood(
    agent: Agent, language: str, floor: float
) -> None:
    outcomes = asyncio.run(outcomes_of(agent, read_messages(LANGUAGES / f"{language}.tsv")))
    found = score(outcomes, routes_of(agent.domain))
    assert found.accuracy >= floor
    assert found.misroutes <= 0.02
    assert found.two_wishes_both >= 0.9 or language in ("no", "da")  # none there wishes for two


@given(text=st.text(st.characters(), max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_text_is_parsed(agent: Agent, text: str) -> None:
    parsed = asyncio.run(agent.parse_message(text))
    assert 0 <= parsed["intent"]["confidence"] <= 1


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


@pytest.mark.parametrize("text", ["", "🙂🙂", "a" * 2000, "\ud800\x00", "hur många? " * 180])
def test_odd_texts_are_parsed(agent: Agent, text: str) -> None:
    assert asyncio.run(agent.parse_message(text))["intent"]["name"]
