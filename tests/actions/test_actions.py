"""What the actions answer, run as the action server runs them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from desk.cards import validate_card


@pytest.fixture(scope="module")
def executor() -> ActionExecutor:
    made = ActionExecutor()
    made.register_package("actions")
    return made


async def run(
    executor: ActionExecutor,
    action: str,
    intent: str,
    language: str | None = None,
    ranking: Sequence[str] | Mapping[str, float] = (),
    events: list[dict[str, Any]] = (),
    entities: list[str] = (),
    told: bool | None = None,
) -> list[dict[str, Any]]:
    result = await executor.run(
        {
            "next_action": action,
            "version": "3.6.21",
            "domain": {"responses": {"utter_greet": [{"text": "Hej."}]}},
            "tracker": {
                "sender_id": "test",
                "slots": {"language": language, "privacy_told": told},
                "latest_message": {
                    "intent": {"name": intent},
                    "intent_ranking": [
                        {"name": name, "confidence": confidence}
                        for name, confidence in ranking.items()
                    ]
                    if isinstance(ranking, Mapping)
                    else [{"name": name} for name in ranking],
                    "entities": [{"entity": name, "value": "namn"} for name in entities],
                },
                "events": list(events),
                "paused": False,
                "followup_action": None,
                "active_loop": {},
                "latest_action_name": None,
            },
        }
    )
    for response in result.responses:
        if not response["response"]:
            card = validate_card(response["custom"])
            assert response["text"] == card["text"]
    return [response["custom"] or response["response"] for response in result.responses]


async def test_a_route_is_answered_with_its_topic(executor: ActionExecutor) -> None:
    (card,) = await run(executor, "action_answer", "statistics")
    assert card["topic"] == "statistics"
    assert card["language"] == "sv"


async def test_the_language_of_the_conversation_is_kept(executor: ActionExecutor) -> None:
    (card,) = await run(executor, "action_answer", "statistics", language="en")
    assert card["title"] == "Statistics"


async def test_two_wishes_get_both_cards(executor: ActionExecutor) -> None:
    cards = await run(executor, "action_answer", "press_contact+statistics")
    assert [card["topic"] for card in cards] == ["press_contact", "statistics"]


async def test_small_talk_gets_the_response_of_the_domain(executor: ActionExecutor) -> None:
    assert await run(executor, "action_answer", "greet") == ["utter_greet"]


async def test_an_intent_without_either_gets_the_press_line(executor: ActionExecutor) -> None:
    (card,) = await run(executor, "action_answer", "something_new")
    assert card["topic"] == "fallback"


async def test_asking_back_offers_the_two_likeliest_routes(executor: ActionExecutor) -> None:
    ranking = ["nlu_fallback", "greet", "public_records", "statistics", "press_contact"]
    (card,) = await run(executor, "action_ask_back", "nlu_fallback", ranking=ranking)
    assert [r["payload"] for r in card["quick_replies"]] == [
        "/public_records",
        "/statistics",
        "/something_else",
    ]
    assert card["quick_replies"][-1]["title"] == "Något annat"


async def test_the_choices_stand_in_the_order_of_what_is_likely_wanted(
    executor: ActionExecutor,
) -> None:
    for first, second in (("private_person", "statistics"), ("statistics", "private_person")):
        ranking = ["nlu_fallback", first, second, "press_contact"]
        (card,) = await run(executor, "action_ask_back", "nlu_fallback", ranking=ranking)
        payloads = [r["payload"] for r in card["quick_replies"]]
        assert payloads == [f"/{first}", f"/{second}", "/something_else"]


async def test_a_private_matter_leads_where_it_may_be_none_of_the_press_services(
    executor: ActionExecutor,
) -> None:
    """As "hur överklagar jag ett beslut" is read."""
    sure = {"public_records": 0.64, "out_of_scope": 0.32, "private_person": 0.03}
    (card,) = await run(executor, "action_ask_back", "nlu_fallback", ranking=sure)
    payloads = [r["payload"] for r in card["quick_replies"]]
    assert payloads == ["/private_person", "/public_records", "/something_else"]


def turns(*actions: str) -> list[dict[str, Any]]:
    """One user message and one action for each name, then the message at hand."""
    events: list[dict[str, Any]] = []
    for action in actions:
        events += [{"event": "user"}, {"event": "action", "name": action}]
    return [*events, {"event": "user"}]


async def test_the_second_time_in_a_row_the_press_line_is_given(executor: ActionExecutor) -> None:
    events = turns("utter_greet", "action_ask_back")
    (card,) = await run(executor, "action_ask_back", "nlu_fallback", events=events)
    assert card["topic"] == "fallback"
    assert card["contacts"]


async def test_but_not_when_an_answer_came_between(executor: ActionExecutor) -> None:
    events = turns("action_ask_back", "action_answer")
    (card,) = await run(executor, "action_ask_back", "nlu_fallback", events=events)
    assert card["topic"] is None


@pytest.mark.parametrize(
    ("language", "words"), [(None, "personuppgifter"), ("en", "personal data")]
)
@pytest.mark.parametrize("intent", ["statistics", "greet"])
async def test_personal_data_is_kindly_declined_after_the_answer(
    executor: ActionExecutor, intent: str, language: str | None, words: str
) -> None:
    *answers, notice = await run(
        executor, "action_answer", intent, language, entities=["personal_data", "person"]
    )
    assert answers
    assert words in notice["lead"]


async def test_but_only_once_and_only_when_there_is_some(executor: ActionExecutor) -> None:
    for entities, told in ((["personal_data"], True), (["place", "benefit"], None)):
        (card,) = await run(executor, "action_answer", "statistics", entities=entities, told=told)
        assert card["topic"] == "statistics"


async def test_a_fault_says_nothing_and_logs_nothing_of_the_message(
    executor: ActionExecutor, caplog: pytest.LogCaptureFixture
) -> None:
    """An unknown language cannot be answered; what was written must not follow it to the log."""
    with caplog.at_level(logging.DEBUG):
        assert await run(executor, "action_answer", "statistics", language="hemlig text") == []
    assert "KeyError" in caplog.text
    assert "hemlig" not in caplog.text


async def ask_about_what_is_kept(
    executor: ActionExecutor, name: str, text: str = "", awaits: str | None = None, **more: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The card that answers a question about what is kept, and the slots that are set."""
    result = await executor.run(
        {
            "next_action": "action_answer",
            "version": "3.6.21",
            "domain": {"responses": {}},
            "tracker": {
                "sender_id": "test",
                "slots": {"language": "sv", "awaits": awaits, "question": name, **more},
                "latest_message": {
                    "intent": {"name": "bot_challenge"},
                    "text": text,
                    "asks": [name],
                    "entities": [],
                },
                "events": [],
                "paused": False,
                "followup_action": None,
                "active_loop": {},
                "latest_action_name": None,
            },
        }
    )
    (response,) = result.responses
    slots = {e["name"]: e["value"] for e in result.events if e["event"] == "slot"}
    return validate_card(response["custom"]), slots


async def test_a_wish_to_delete_is_answered_with_the_button_and_the_offer(
    executor: ActionExecutor,
) -> None:
    card, slots = await ask_about_what_is_kept(executor, "delete_conversation", "ta bort allt")
    reply = {"title": "Radera samtalet", "payload": "/delete_conversation"}
    assert card["quick_replies"] == [reply]
    assert card["offer"] == "Ska jag radera samtalet?"
    assert card["text"].endswith(card["offer"])
    assert slots["awaits"] == "deletion"
    card, slots = await ask_about_what_is_kept(executor, "what_is_kept", "vad sparas")
    assert card["quick_replies"] == [reply]
    assert ("offer" in card, slots["awaits"]) == (False, None)
    english, _ = await ask_about_what_is_kept(executor, "delete_conversation", language="en")
    assert english["quick_replies"][0]["title"] == "Delete the conversation"
    assert english["offer"] == "Shall I delete the conversation?"


async def test_the_wish_again_after_the_offer_deletes_and_a_question_does_not(
    executor: ActionExecutor,
) -> None:
    name, awaits = "delete_conversation", "deletion"
    card, slots = await ask_about_what_is_kept(executor, name, "radera samtalet", awaits)
    assert (card["deletes"], slots["awaits"]) == (True, None)
    card, _ = await ask_about_what_is_kept(executor, name, "går det att radera?", awaits)
    assert "deletes" not in card
    card, _ = await ask_about_what_is_kept(executor, name, "radera samtalet", "choices")
    assert "deletes" not in card
