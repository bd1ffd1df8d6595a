"""What every action needs: facts in force, the language, and a way to answer that never leaks."""

from __future__ import annotations

import contextlib
import logging
from abc import ABC, abstractmethod
from typing import Any, override

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.facts import live_facts
from actions.turn import EMERGENCY, ActionTurn
from contracts.events import PRESS_LINE
from contracts.intents import CASE, HUMAN, PRESS, PRIVATE
from desk.called_back import wants_to_be_called
from desk.cards import message_card, topic_card, with_lead, with_notice
from desk.contact_check import is_a_contact
from desk.facts.file import FactsError
from desk.hours import local_now

log = logging.getLogger(__name__)

_NO_CALLBACK = "no_callback"
_PRIVACY_SLOT = "privacy_told"  # the slot in domain.yml
# The topics with the press line. A human is offered instead of a question or small talk a third
# time.
_WITH_PRESS = frozenset((HUMAN, PRESS_LINE, PRESS, CASE))


class DeskAction(Action, ABC):
    """An action that answers from the facts.

    It never raises: rasa-sdk would send the whole conversation back in the error, and the
    engine would log it. After a fault it says nothing, and web gives the press line instead.
    """

    def __init__(self) -> None:
        """Read the facts now: the first answer has its time for answering alone.

        Facts that may not be used are told of by whoever starts the actions.
        """
        with contextlib.suppress(FactsError):
            live_facts()

    @abstractmethod
    def answer(self, turn: ActionTurn) -> None:
        """Say what there is to say, and add what changes to the turn's events."""

    @override
    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer, and say once per conversation that personal data is not needed here."""
        try:
            language = tracker.slots.get("language") or "sv"
            facts = live_facts().current()
            turn = ActionTurn(dispatcher, tracker, domain, facts, local_now(), language)
            self.answer(turn)
            if turn.dispatcher.messages:
                turn.events.append(SlotSet("awaits", turn.awaits))
            _tell_that_nobody_calls(turn)
            _say_nothing_a_third_time(turn)
            if _holds_personal_data(turn) and not tracker.slots.get(_PRIVACY_SLOT):
                _tell_of_privacy(turn)
                turn.events.append(SlotSet(_PRIVACY_SLOT, True))
        except Exception as error:  # noqa: BLE001  (the reason stands in the class docstring)
            last = error.__traceback__
            while last and last.tb_next:
                last = last.tb_next
            place = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else "?"
            log.error("%s failed: %s at %s", self.name(), type(error).__name__, place)
            dispatcher.messages.clear()
            return []
        return turn.events


def _holds_personal_data(turn: ActionTurn) -> bool:
    """Whether a message holds any but the page's own numbers, addresses and names."""
    entities = turn.tracker.latest_message.get("entities") or []
    written = [
        turn.text[entity.get("start") or 0 : entity.get("end") or 0]
        for entity in entities
        if entity["entity"] == "personal_data"
    ]
    contacts = turn.facts.contacts.values()
    return any(not is_a_contact(words, contacts) for words in written)


def _tell_of_privacy(turn: ActionTurn) -> None:
    """Say to the writer what became of the personal data, in words that are true of the place."""
    of_the_place = f"privacy_{turn.tracker.get_latest_input_channel()}"
    name = of_the_place if of_the_place in turn.facts.wording else "privacy"
    turn.say({**message_card(turn.words(name), turn.language), "private": True})


def _tell_that_nobody_calls(turn: ActionTurn) -> None:
    """Say so beside the contacts to whoever wants to be called, lest they wait for it."""
    first, *others = turn.dispatcher.messages or [{}]
    card = first.get("custom")
    if not (card and card["contacts"]) or _NO_CALLBACK not in turn.facts.wording:
        return
    if EMERGENCY not in (card.get("question") or ()) and wants_to_be_called(turn.text):
        turn.dispatcher.messages.clear()
        turn.say(with_notice(card, turn.words(_NO_CALLBACK)))
        turn.dispatcher.messages += others


def _say_nothing_a_third_time(turn: ActionTurn) -> None:
    """Say so, and give a human contact, when the same was said in both turns before."""
    first, *others = turn.dispatcher.messages or [{}]
    answer = first.get("response") or first.get("text")
    before = [
        [_key_of_event(e) for e in events if e["event"] == "bot"]
        for events in turn.last_turns()[:2]
    ]
    if not answer or len(before) < 2 or any(answer not in keys for keys in before):
        return
    card = first.get("custom")
    if not (card and card["topic"]):
        replies = (card or {}).get("quick_replies", [])
        card = topic_card(turn.facts, HUMAN, turn.language, turn.now, replies)
    turn.dispatcher.messages.clear()
    if EMERGENCY in (card.get("question") or ()):  # in fewer words, and nothing beside it
        first_sentence = card["lead"].partition(". ")[0].rstrip(".")
        turn.say(with_lead(card, f"{first_sentence}."))
        turn.dispatcher.messages += others
        return
    if card["topic"] == PRIVATE:  # nobody is sent from there to the press
        no_more = "no_more" if "no_more" in turn.facts.wording else "said_before"
        turn.say(with_notice(card, turn.words(no_more)))
        turn.dispatcher.messages += others
        return
    turn.say(with_notice(card, turn.words("said_before")))
    turn.dispatcher.messages += others
    if card["topic"] not in _WITH_PRESS:
        turn.say(topic_card(turn.facts, PRESS_LINE, turn.language, turn.now))


def _key_of_event(event: dict[str, Any]) -> str:
    return (event.get("metadata") or {}).get("utter_action") or event.get("text") or ""
