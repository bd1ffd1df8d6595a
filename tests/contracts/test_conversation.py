"""The state before a message: what the slots say, and what examples are written for."""

from __future__ import annotations

import itertools

import pytest

from contracts.conversation import (
    FEATURES,
    FIRST,
    NO_QUESTION_ABOUT_CASE,
    PRACTICE_STATES,
    state_of,
    state_of_metadata,
    state_of_slots,
)
from contracts.nlu_files import examples_in
from engine.understanding.text import MAX_MESSAGE_CHARACTERS
from web.chat.user_input import MAX_CHARACTERS


def test_a_first_message_has_nothing_before_it() -> None:
    assert state_of_slots({}) == FIRST == ()
    assert state_of_slots({"topic": None, "awaits": None}) == FIRST


def test_the_state_says_what_was_answered_and_what_is_asked() -> None:
    assert state_of_slots({"topic": "statistics", "awaits": "letter"}) == (
        "after statistics",
        "awaits letter",
    )


def test_two_topics_are_both_in_the_state() -> None:
    assert state_of_slots({"topic": "press_contact+statistics"}) == (
        "after press_contact",
        "after statistics",
    )


@pytest.mark.parametrize("topic", ["case_possible", "case_not_in"])
def test_every_verdict_is_the_same_state(topic: str) -> None:
    assert state_of([topic], None) == ("after verdict",)


def test_a_topic_that_the_encoder_does_not_know_is_something_and_has_its_name() -> None:
    assert state_of(["a_new_topic"], None) == ("after something", "after a_new_topic")
    assert state_of_metadata({"after": "a_new_topic"}) == state_of(["a_new_topic"], None)


def test_a_state_has_what_the_encoder_knows_in_its_order_and_then_the_rest() -> None:
    topics = [None, "statistics", "case_possible", "new"]
    for topic, awaits in itertools.product(topics, [None, "letter", "consent"]):
        state = state_of(filter(None, [topic]), awaits)
        known = [feature for feature in FEATURES if feature in state]
        assert list(state) == [*known, *(["after new"] if topic == "new" else [])]


def test_examples_by_themselves_have_no_state_and_others_the_one_they_name() -> None:
    assert state_of_metadata({"language": "en"}) is None
    assert state_of_metadata({"after": "statistics", "awaits": "letter"}) == state_of(
        ["statistics"], "letter"
    )
    assert state_of_metadata({"after": ""}) == FIRST


def test_yes_is_never_practised_as_an_answer_about_a_case() -> None:
    assert set(NO_QUESTION_ABOUT_CASE) < set(PRACTICE_STATES)
    assert not any("awaits consent" in state for state in NO_QUESTION_ABOUT_CASE)


@pytest.mark.slow
def test_the_examples_states_are_known() -> None:
    states = {example.state for _, example in examples_in() if example.state}
    assert states
    assert all(set(state) <= {*FEATURES} for state in states)


def test_web_takes_as_long_a_message_as_the_engine_reads() -> None:
    assert MAX_CHARACTERS == MAX_MESSAGE_CHARACTERS
