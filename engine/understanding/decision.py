"""Decides what to do with what was understood: answer, answer two wishes, or ask back."""

from __future__ import annotations

from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.intents import AFTER_AN_ANSWER, FALLBACK, OUT_OF_SCOPE, pair_of
from engine.understanding.intent_classifier import WISHES, IntentClassifier

SMALL_TALK = frozenset(("greet", "goodbye"))
PRESS = "press_contact"
ABOUT_CONTACTS = frozenset(("ask_phone", "ask_mail", "ask_open", "ask_who_heads"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decision(RasaIntentClassifier, GraphComponent):
    """Replaces `intent` by `a+b` for two wishes and by `nlu_fallback` when unsure.

    The thresholds are chosen by what mistakes cost (docs/understanding.md).
    """

    @classmethod
    @override
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    @override
    def get_default_config() -> dict[str, Any]:
        return {
            "both_above": 0.6,  # answer two wishes when both routes are likelier wanted
            "ask_below": 0.8,  # else ask back when the likeliest intent is less likely
            "doubt_above": 0.05,  # or a route is likeliest but out_of_scope is so likely
            # Intents that only make sense after an answer: taken only when plain and short.
            "after_an_answer": list(AFTER_AN_ANSWER),
            "plain_above": 0.75,
            "most_words": 12,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._ask_below = config["ask_below"]
        self._doubt_above = config["doubt_above"]
        self._after_an_answer = frozenset(config["after_an_answer"])
        self._plain_above = config["plain_above"]
        self._most_words = config["most_words"]
        self._both_above = config["both_above"]

    @classmethod
    @override
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decision:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent that will be acted on, and the ranking that it was decided by."""
        for message in messages:
            text, ranking = message.get(TEXT) or "", message.get("intent_ranking")
            intent, ranking = self.decide(text, ranking, message.get(WISHES))
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("intent", intent, add_to_output=True)
        return messages

    def decide(
        self, text: str, ranking: list[dict[str, Any]], wishes: list[dict[str, Any]]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The intent to act on, and the ranking that it was decided by."""
        ranking = self._without_what_is_unlikely(ranking, len(text.split()))
        return self._decide(ranking, wishes), ranking

    def _without_what_is_unlikely(
        self, ranking: list[dict[str, Any]], words: int
    ) -> list[dict[str, Any]]:
        """The ranking, without the intents that follow an answer unless one is plain."""
        likeliest = ranking[0]
        plain = likeliest["confidence"] > self._plain_above and words <= self._most_words
        if likeliest["name"] in self._after_an_answer and plain:
            return ranking
        rest = [i for i in ranking if i["name"] not in self._after_an_answer]
        if not rest:
            return ranking
        # Without an answer before them they are about the press service.
        press = sum(i["confidence"] for i in ranking if i["name"] in ABOUT_CONTACTS)
        rows = [{**i, "confidence": i["confidence"] + press * (i["name"] == PRESS)} for i in rest]
        total = sum(i["confidence"] for i in rows)
        shares = [{**i, "confidence": i["confidence"] / total} for i in rows]
        return sorted(shares, key=lambda i: -i["confidence"])

    def _decide(
        self, ranking: list[dict[str, Any]], wishes: list[dict[str, Any]]
    ) -> dict[str, Any]:
        likeliest = ranking[0]
        routes = {wish["name"] for wish in wishes}
        both = [wish for wish in wishes[:2] if wish["confidence"] > self._both_above]
        if len(both) == 2 and likeliest["name"] in routes:
            name = pair_of(both[0]["name"], both[1]["name"])
            return {"name": name, "confidence": both[1]["confidence"]}
        outside = sum(i["confidence"] for i in ranking if i["name"] == OUT_OF_SCOPE)
        doubtful = likeliest["name"] in routes and outside > self._doubt_above
        # Which small talk it is matters little: "hej då" is not asked back.
        small = sum(i["confidence"] for i in ranking if i["name"] in SMALL_TALK)
        sure = small if likeliest["name"] in SMALL_TALK else likeliest["confidence"]
        if sure < self._ask_below or doubtful:
            unsure = 1 - likeliest["confidence"]
            return {"name": FALLBACK, "confidence": unsure}
        return dict(likeliest)
