"""One event is read in one way."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from contracts.events import (
    Action,
    BotMessage,
    Loop,
    SessionStart,
    UserMessage,
    is_visible_action,
    read_event,
)

BOTH = "press_contact+statistics"
TWO_WISHES: dict[str, Any] = {
    "event": "user",
    "text": "siffror och en intervju",
    "input_channel": "slack",
    "metadata": {},
    "parse_data": {
        "intent": {"name": BOTH, "confidence": 0.83},
        "intent_ranking": [
            {"name": "statistics", "confidence": 0.55},
            {"name": "press_contact", "confidence": 0.44},
        ],
        "entities": [{"entity": "language", "value": "sv"}],
    },
}


def user(**more: Any) -> UserMessage:
    """The message of two wishes, otherwise understood."""
    event = copy.deepcopy(TWO_WISHES)
    event["parse_data"].update(more.pop("parse_data", {}))
    message = read_event({**event, **more})
    assert isinstance(message, UserMessage)
    return message


def test_the_confidence_of_two_wishes_is_the_pairs() -> None:
    message = user()
    assert (message.intent, message.confidence) == (BOTH, 0.83)
    assert message.ranking == (("statistics", 0.55), ("press_contact", 0.44))
    assert (message.likeliest, message.language, message.channel) == ("statistics", "sv", "slack")
    assert message.written


def test_where_the_bot_asks_back_the_confidence_is_the_likeliests() -> None:
    asked_back = {
        "intent": {"name": "nlu_fallback", "confidence": 0.6},
        "intent_ranking": [
            {"name": "nlu_fallback", "confidence": 0.6},
            {"name": "statistics", "confidence": 0.4},
        ],
    }
    message = user(parse_data=asked_back)
    assert (message.intent, message.likeliest, message.confidence) == (
        "nlu_fallback",
        "statistics",
        0.4,
    )


def test_a_button_is_its_payload_and_shows_its_title() -> None:
    message = user(text="/statistics", metadata={"title": "Statistik"})
    assert (message.text, message.visible_text, message.written) == (
        "/statistics",
        "Statistik",
        False,
    )
    assert not user(text="/statistics").written
    assert user(metadata=None).visible_text == "siffror och en intervju"


@pytest.mark.parametrize("parsed", [None, {}, {"intent": None}, {"intent": {"name": None}}])
def test_a_message_that_was_not_understood_has_no_intent(parsed: dict[str, Any] | None) -> None:
    message = read_event({"event": "user", "text": "hej", "parse_data": parsed})
    assert isinstance(message, UserMessage)
    assert (message.text, message.intent, message.likeliest) == ("hej", None, None)


def test_other_events() -> None:
    card = {"custom": {"text": "svar"}}
    bot = read_event({"event": "bot", "text": None, "data": card, "metadata": None})
    assert bot == BotMessage(None, card, {})
    assert read_event({"event": "active_loop", "name": None}) == Loop(None)
    assert read_event({"event": "session_started"}) == SessionStart()
    assert read_event({"event": "slot", "name": "topic", "value": "statistics"}) is None
    answer = read_event({"event": "action", "name": "action_answer"})
    assert isinstance(answer, Action) and answer.is_visible
    assert not is_visible_action("action_listen") and not is_visible_action("validate_case_form")


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"event": "action"},
        {"event": "user", "text": "hemligt", "parse_data": "hemligt"},
        {"event": "user", "text": "hemligt", "parse_data": {"intent_ranking": [{"x": 1}]}},
        {"event": "user", "text": "hemligt", "parse_data": {"intent": {"confidence": "hemligt"}}},
    ],
)
def test_what_rasa_does_not_write_is_an_error_without_its_content(event: dict[str, Any]) -> None:
    with pytest.raises(ValueError) as error:
        read_event(event)
    assert "hemligt" not in str(error.value)
