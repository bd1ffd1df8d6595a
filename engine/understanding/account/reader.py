"""Says what a message tells of one person's case, read after what the bot said just before."""

from __future__ import annotations

import re
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import ACCOUNT, AFTER, CASE_OFFER, QUESTIONS_ABOUT_CASE, VERDICT
from contracts.intents import CASE, TELL_CASE
from engine.understanding.account.encoder import account_encoder
from engine.understanding.conversation_state import STATE
from engine.understanding.intent_classifier import WISHES

# States in which whatever is written may tell of a case.
_OF_CASE = frozenset(
    (
        *(f"{AFTER}{topic}" for topic in (CASE, VERDICT)),
        *(f"awaits {asked}" for asked in (CASE_OFFER, *QUESTIONS_ABOUT_CASE)),
    )
)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_MAY_BE = 0.02  # below it a message that nothing of a case stood before is about none


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AccountReader(GraphComponent):
    """Sets `account`: the probability of each value of each attribute of `dialogue.case`.

    Nothing is set of a message that is about no case.
    """

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AccountReader:
        account_encoder()  # its files are read before the first message
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set the account of each message."""
        for message in messages:
            if _may_tell(message):
                belief = account_encoder().read(said_before(tracker), message.get(TEXT) or "")
                message.set(ACCOUNT, belief, add_to_output=True)
        return messages


def said_before(tracker: DialogueStateTracker) -> str:
    """Return the last question of the bot's last turn, its first sentence if it asked nothing."""
    sentences: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        card = ((event.data or {}).get("custom") or {}) if isinstance(event, BotUttered) else {}
        if not card.get("private"):
            words = f"{card.get('lead') or ''} {card.get('offer') or ''}".strip()
            sentences[:0] = _SENTENCE_END.split(words)
    asked = [sentence for sentence in sentences if sentence.endswith("?")]
    return (asked[-1:] or sentences[:1] or [""])[0]


def _may_tell(message: Message) -> bool:
    """Return True if a case was spoken of, or the message may speak of one."""
    if not _OF_CASE.isdisjoint(message.get(STATE) or ()):
        return True
    ranked = [*(message.get("intent_ranking") or ()), *(message.get(WISHES) or ())]
    return any(one["name"] in (CASE, TELL_CASE) and one["confidence"] > _MAY_BE for one in ranked)
