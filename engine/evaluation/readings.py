"""What a model makes of labelled messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from contracts.conversation import ACCOUNT, AWAITS, TOPIC
from contracts.dialogues import CaseTold
from contracts.intents import AFTER_AN_ANSWER, CASE, FALLBACK, intents_of
from engine.evaluation.outcomes import Outcome
from engine.understanding.two_readers import Ranked

# Both must be told before a comment may be had, in the names of evaluation/told_of_case.
ALLOWS = {"consent": "has", "case_stage": "decided"}
# The values of an account in the names of evaluation/told_of_case; the first stage that is told.
_CONSENTS = {
    "written": "has",
    **dict.fromkeys(("oral", "promised", "none", "refused", "withdrawn"), "lacks"),
    "unknown": "unknown",
}
_STAGES = {
    ("court", "yes"): "court",
    ("reconsideration", "requested"): "reconsidered",
    ("application", "not_in"): "not_in",
    ("decision", "pending"): "investigated",
    ("reconsideration", "considered"): "unknown",
    ("reconsideration", "unknown"): "unknown",
    ("decision", "unknown"): "unknown",
    ("decision", "made"): "decided",
    ("reconsideration", "none"): "decided",
    ("reconsideration", "ended"): "decided",
    ("reconsideration", "taken_back"): "decided",
}


async def outcomes_of(agent: Agent, messages: Iterable[tuple[str, frozenset[str], str]]) -> Any:
    """What the model makes of each message."""
    outcomes = []
    for label, tags, text in messages:
        parsed = await agent.parse_message(text)
        acted, ranking = parsed["intent"]["name"], parsed["intent_ranking"]
        languages = [e["value"] for e in parsed["entities"] if e["entity"] == "language"]
        outcome = outcome_of(label, tags, acted, ranking)
        outcomes.append(replace(outcome, language=languages[0]) if languages else outcome)
    return outcomes


async def told_in(agent: Agent, messages: Iterable[CaseTold]) -> list[CaseTold]:
    """What the model takes each message to tell of a case."""
    told = []
    for message in messages:
        slots = [SlotSet(TOPIC, CASE), SlotSet(AWAITS, message.awaits or None)]
        tracker = DialogueStateTracker.from_events("told", slots, agent.domain.slots)
        parsed = await agent.processor.parse_message(UserMessage(message.text), tracker)
        belief = parsed.get(ACCOUNT) or {}
        account = {name: max(values, key=values.__getitem__) for name, values in belief.items()}
        stages = (name for item, name in _STAGES.items() if account.get(item[0]) == item[1])
        told.append(
            message._replace(
                consent=_CONSENTS.get(account.get("consent", ""), ""), case_stage=next(stages, "")
            )
        )
    return told


def outcome_of(label: str, tags: frozenset[str], acted: str, ranking: Iterable[Ranked]) -> Outcome:
    """What was made of one message, from the intent acted on and the ranking."""
    # A message of its own follows no answer.
    unseen = {FALLBACK, *AFTER_AN_ANSWER} - {acted if acted != FALLBACK else ""}
    likeliest = next(i for i in ranking if i["name"] not in unseen)
    return Outcome(label, likeliest["name"], likeliest["confidence"], acted, tags)


def routes_of(domain: Domain) -> frozenset[str]:
    """The routes of a model's domain."""
    return frozenset(intents_of(domain.as_dict()).routes)
