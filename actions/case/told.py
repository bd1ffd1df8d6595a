"""Takes in what a message tells of a case, as far as its reading is sure enough."""

from __future__ import annotations

import json

from actions.turn import ActionTurn
from contracts.conversation import ACCOUNT, CASE_OFFER, VERDICT_TOPICS
from contracts.intents import CASE, TELL_CASE
from desk.facts.model import VerdictRow
from dialogue.case import ATTRIBUTES, DOUBTED, Account, Belief, Cases, told_by, updated, verdict
from dialogue.policy import AGAIN_ABOVE, DOUBT_ABOVE, TOLD_ABOVE

POSSIBLE = "case_possible"
_OF_CASE = frozenset((CASE, TELL_CASE, "inform"))
# Which of the choices each intent means, as Python counts.
CHOICES = {"choose_first": 0, "choose_second": 1, "choose_third": 2, "choose_last": -1}


def take_in(turn: ActionTurn) -> bool:
    """Keep what a message tells of a case; return True if it tells anything, or of another."""
    told, cases = _of_a_button(turn), turn.cases
    if told is None:
        if not _may_tell(turn):
            return False
        belief: Belief = turn.tracker.latest_message.get(ACCOUNT) or {}
        told = _told_by(turn, belief, cases.focus)
        if _is_of_another(turn, belief, told):
            cases = _of_whom(belief, cases)
            told = _told_by(turn, belief, cases.focus)
    is_of_another = cases != turn.cases
    if told or is_of_another:
        turn.keep_cases(cases.told(told))
    return is_of_another or any(value != DOUBTED for value in told.values())


def _told_by(turn: ActionTurn, belief: Belief, account: Account) -> Account:
    return told_by(belief, account, turn.facts.case_verdicts, DOUBT_ABOVE, TOLD_ABOVE)


def _is_of_another(turn: ActionTurn, belief: Belief, told: Account) -> bool:
    """Return True if a message turns to another person, or may do so where a yes would follow.

    What tells nothing but what a yes was just given to is taken to be of another.
    """
    account, table = turn.cases.focus, turn.facts.case_verdicts
    whose = belief.get("whose", {})
    likely = whose.get("other", 0.0) + whose.get("back", 0.0)
    if not is_yes(verdict(updated(account, told), table)):
        return likely > TOLD_ABOVE
    if not after_verdict(turn):
        return likely > DOUBT_ABOVE
    return likely > AGAIN_ABOVE or (bool(told) and told.items() <= account.items())


def _of_whom(belief: Belief, cases: Cases) -> Cases:
    """Return the cases with a new one in focus, or the one before where it is sure to be meant."""
    is_back = belief.get("whose", {}).get("back", 0.0) > TOLD_ABOVE
    return cases.returned() if is_back else cases.opened()


def _may_tell(turn: ActionTurn) -> bool:
    """Return True if a message is about a case, or a case is what was spoken of last."""
    is_of_it = turn.intent in _OF_CASE or turn.asks_about_case or turn.awaited == CASE_OFFER
    return is_of_it or speaks_of_case(turn)


def _of_a_button(turn: ActionTurn) -> Account | None:
    """Return what a button that was pressed, or chosen in words, tells; None where none was."""
    if turn.text.startswith("/"):
        values = {name: turn.entities(name)[:1] for name in ATTRIBUTES}
    elif turn.asks_about_case and turn.intent in CHOICES:
        values = _chosen(turn)
    else:
        return None
    return {name: of[0] for name, of in values.items() if of and of[0] in ATTRIBUTES[name]}


def _chosen(turn: ActionTurn) -> dict[str, list[str]]:
    replies, place = turn.replies_before(), CHOICES[turn.intent]
    if not replies or place >= len(replies):
        return {}
    _, _, entities = replies[place]["payload"].partition("{")
    values = json.loads("{" + entities) if entities else {}
    return {name: [value] for name, value in values.items() if name in ATTRIBUTES}


def asks_for_verdict(turn: ActionTurn, name: str) -> bool:
    """Return True if the verdict on a case answers a question of the facts."""
    return turn.facts.questions[name].supposes is not None


def concludes(turn: ActionTurn) -> bool:
    """Return True if a message after a verdict asks for it again."""
    asks_it = all(asks_for_verdict(turn, name) for name in turn.asks)
    return bool(turn.cases.focus) and after_verdict(turn) and turn.intent in _OF_CASE and asks_it


def supposed(turn: ActionTurn) -> Account:
    """Return what the questions that were answered last suppose of a case, where one is told of."""
    if turn.intent != TELL_CASE:
        return {}
    before = [turn.facts.questions[name].supposes or {} for name in turn.questions]
    return {name: value for account in before for name, value in account.items()}


def is_yes(row: VerdictRow | None) -> bool:
    """Return True if the row says that a comment can be given."""
    return row is not None and row.topic is not None and row.topic.name == POSSIBLE


def speaks_of_case(turn: ActionTurn) -> bool:
    """Return True if the case's card, or a verdict, was answered last."""
    return CASE in turn.topics or after_verdict(turn)


def after_verdict(turn: ActionTurn) -> bool:
    """Return True if a verdict was answered last."""
    return any(topic.startswith(VERDICT_TOPICS) for topic in turn.topics)


def verdict_of(turn: ActionTurn) -> VerdictRow | None:
    """Return the row of the decision table that holds for the case in focus."""
    return verdict(turn.cases.focus, turn.facts.case_verdicts)
