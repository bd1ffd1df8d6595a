"""Says what a message tells of one person's case, read after what the bot said just before."""

from __future__ import annotations

from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import ACCOUNT, AFTER, CASE_OFFER, QUESTIONS_ABOUT_CASE, VERDICT
from contracts.intents import CASE, TELL_CASE
from engine.understanding.account.encoder import account_encoder
from engine.understanding.conversation_state import SAID, STATE
from engine.understanding.intent_classifier import WISHES

# States in which whatever is written may tell of a case.
_OF_CASE = frozenset(
    (
        *(f"{AFTER}{topic}" for topic in (CASE, VERDICT)),
        *(f"awaits {asked}" for asked in (CASE_OFFER, *QUESTIONS_ABOUT_CASE)),
    )
)
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

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the account of each message."""
        for message in messages:
            if _may_tell(message):
                said, text = message.get(SAID) or "", message.get(TEXT) or ""
                message.set(ACCOUNT, account_encoder().read(said, text), add_to_output=True)
        return messages


def _may_tell(message: Message) -> bool:
    """Return True if a case was spoken of, or the message may speak of one."""
    if not _OF_CASE.isdisjoint(message.get(STATE) or ()):
        return True
    ranked = [*(message.get("intent_ranking") or ()), *(message.get(WISHES) or ())]
    return any(one["name"] in (CASE, TELL_CASE) and one["confidence"] > _MAY_BE for one in ranked)
