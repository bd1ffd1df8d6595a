"""What is said when a message was not understood, or is about somebody else's business."""

from __future__ import annotations

from actions.turn import ActionTurn
from actions.who_writes import is_not_for_press, say_not_press
from contracts.events import PRESS_LINE
from contracts.intents import FALLBACK, OUT_OF_SCOPE
from desk.cards import topic_card, with_lead

_HARDLY = 0.6
_OUTSIDE_AGAIN = "outside_again"
# What answers the question back, however briefly.
_ANSWERS = frozenset(
    ("choose_first", "choose_second", "choose_third", "choose_last", "affirm", "deny")
)
_NOT_UNDERSTOOD = frozenset((FALLBACK, OUT_OF_SCOPE))


def twice_in_a_row(turn: ActionTurn) -> bool:
    """Whether the message before was not understood either, by whatever intent."""
    return turn.comes_after("action_ask_back") or not _NOT_UNDERSTOOD.isdisjoint(
        _intents_before(turn)
    )


def _intents_before(turn: ActionTurn) -> list[str | None]:
    """What the message before was read as."""
    return [
        (event.get("parse_data") or {}).get("intent", {}).get("name")
        for event in next(iter(turn.last_turns()), [])
        if event["event"] == "user"
    ]


def is_lost(turn: ActionTurn) -> bool:
    """Whether the message before was not understood, and this one is hardly, or is the same."""
    if turn.text.startswith("/") or turn.intent in _ANSWERS:
        return False
    if turn.comes_after("action_ask_back") and turn.text == turn.text_before:
        return True
    unsure = not turn.asks and turn.intent_confidence < _HARDLY
    return unsure and twice_in_a_row(turn)


def say_press(turn: ActionTurn) -> None:
    """The press service's card, for whoever cannot be helped here; who is no journalist is told
    that the page has no more."""
    if is_not_for_press(turn):
        say_not_press(turn)
        return
    card = topic_card(turn.facts, PRESS_LINE, turn.language, turn.now)
    was_outside = OUT_OF_SCOPE in _intents_before(turn)  # "det står inte heller"
    is_outside = (
        turn.intent == OUT_OF_SCOPE and was_outside and _OUTSIDE_AGAIN in turn.facts.wording
    )
    turn.say(with_lead(card, turn.words(_OUTSIDE_AGAIN)) if is_outside else card)


def say_again_or_press(turn: ActionTurn) -> None:
    """What can be asked here; the second time in a row the press service's card."""
    if twice_in_a_row(turn) or is_not_for_press(turn):
        say_press(turn)
    else:
        turn.respond("utter_out_of_scope")
