"""Looks for the rules that hold with no more work than rules have turns.

`rasa/core/policies/rule_policy.py:913,990,1025`, for each of the three searches of a message:
`_get_possible_keys` reads every rule from its JSON's list anew for each turn of the conversation,
also for turns that lie further back than any rule reaches; and `_find_action_from_rules` has the
conversation's states computed twice, for its last message as a text and as an intent, and writes
them into a text for a log that nobody reads (`format_tracker_states`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

_MOST_RULES = 1000


def apply() -> None:
    """Let the policy find the same rules."""
    RulePolicy._get_possible_keys = _possible_keys
    RulePolicy._prediction_states = _prediction_states
    RulePolicy.format_tracker_states = staticmethod(_nothing)


class _PastStates(NamedTuple):
    """The states of a conversation, and by which events."""

    last: Event | None
    events: int
    states: list[State]


@lru_cache(_MOST_RULES)
def _turns(rule_key: str) -> tuple[State, ...]:
    """The states of a rule, the last first."""
    return tuple(reversed(RulePolicy._rule_key_to_state(rule_key)))


def _possible_keys(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """The rules that hold after these states."""
    possible = [(key, _turns(key)) for key in lookup]
    for turn, state in enumerate(reversed(states)):
        if all(turn >= len(turns) for _, turns in possible):
            break
        possible = [rule for rule in possible if _holds(rule[1], turn, state)]
    return {key for key, _ in possible}


def _holds(turns: tuple[State, ...], turn: int, state: State) -> bool:
    """Whether a rule allows the state at so many turns before the last (`_is_rule_applicable`)."""
    if turn >= len(turns):
        return True
    of_rule = turns[turn]
    begins, rule_begins = not state.get(PREVIOUS_ACTION), not of_rule.get(PREVIOUS_ACTION)
    if begins or rule_begins:  # the conversation
        return bool(begins and rule_begins)
    return bool(RulePolicy._does_rule_match_state(of_rule, state))


def _prediction_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """The states of the conversation, computed once for as long as no event is added.

    The tracker, which lives for a turn, keeps them; each caller has a copy, to be changed.
    """
    last = tracker.events[-1] if tracker.events else None
    kept: _PastStates | None = getattr(tracker, "_kept_states", None)
    if not (kept and kept.last is last and kept.events == len(tracker.events)):
        kept = _PastStates(last, len(tracker.events), tracker.past_states(domain))
        tracker._kept_states = kept
    states = [{kind: dict(part) for kind, part in state.items()} for state in kept.states]
    states = self.featurizer.slice_state_history(states, self.featurizer.max_history)
    self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


def _nothing(states: list[dict[str, Any]]) -> str:
    return ""
