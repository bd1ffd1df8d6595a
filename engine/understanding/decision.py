"""Decides what to do with what was understood: answer, answer two wishes, or ask back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, override

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.conversation import AFTER, ANSWER, UNANSWERED, VERDICT
from contracts.intents import (
    AFTER_AN_ANSWER,
    BOTH,
    CASE,
    FALLBACK,
    HUMAN,
    ONLY_AFTER_AN_ANSWER,
    OUT_OF_SCOPE,
    PRESS,
    PRIVATE,
    TELL_CASE,
    pair_of,
)
from engine.understanding.answers.exchange import IN_EXCHANGE
from engine.understanding.answers.wanted import wanted
from engine.understanding.conversation_state import OPENS, PRESSED, STATE
from engine.understanding.intent_classifier import WISHES, IntentClassifier
from engine.understanding.questions.choice import (
    ABOUT_CONTACTS,
    EMERGENCY,
    NEVER_ASK,
    SMALL_TALK,
    Asked,
    QuestionChoice,
    share_outside,
)
from engine.understanding.questions.clauses import may_ask_twice, plainly_asks_twice
from engine.understanding.questions.reader import OF_CLAUSES, QUESTIONS, TOPICS
from engine.understanding.text import normalise
from engine.understanding.two_readers import Ranked

# Intents that are answered alike: how sure it is that it is one of them decides. The press
# service's card names who heads it.
_ALIKE = (SMALL_TALK, frozenset((CASE, TELL_CASE)), frozenset((PRESS, "ask_who_heads")))
ASKS = "asks"
THIRD = "third_wish"  # of a message of two wishes: one more that is wanted
# "Who is the boss?", and whom it is about where nothing was answered.
_WHO_HEADS, _HEAD = "ask_who_heads", "head_of_press"
_ABOUT_CASE = frozenset((CASE, TELL_CASE, "check_case"))
# Intents that follow an answer and are no fact: nothing in an exchange says more of them.
_NO_FACT = frozenset(
    (
        *("ask_language", "start_over", "something_else", "dont_know", HUMAN),
        *("choose_first", "choose_second", "choose_third", "choose_last"),
    )
)
_DONT_KNOW, _GOODBYE = "dont_know", "goodbye"
# What wants the same answer again, in so many words.
_REPEAT = "repeat"
_YES_OR_NO = re.compile(
    r"(?:(?:så|alltså|men|svara|bara|och|ok|är det|so|but|just|is it|answer)[ ,:]+){0,4}"
    r"(?:ja eller nej|yes or no)(?: (?:då|alltså|tack|please))?[ ?!.]*"
)


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
            # After an answer it is read in its exchange; where that is so sure, no more is asked.
            "answer_above": 0.6,
            "both_above": 0.55,  # answer two wishes when both routes are likelier wanted
            "ask_below": 0.5,  # else ask back when the likeliest intent is less likely
            # A third beside them is seldom so plain: of 2,465 messages kept apart, of two wishes at
            # most, one has a third above 0.3, and it is not two.
            "third_above": 0.35,
            # Of all routes one is always likeliest: how likely it is wanted whatever the others
            # are tells one of nothing of ours. What is too vague is an intent of its own.
            "wanted_above": 0.3,
            # The same of a first message of one word, which says little; after a question back it
            # is a choice. None of 101 such examples is wanted with 0.6 to 0.7.
            "word_wanted_above": 0.65,
            "wanted_later_above": 0.42,
            # A journalist who is sent to the customer centre has lost more than a question costs.
            "private_below": 0.9,
            "doubt_above": 0.05,  # or a route is likeliest but out_of_scope is so likely
            # After an answer a question back costs more, and most for what only follows one.
            "ask_below_later": 0.6,
            "follows_above": 0.53,
            # After a topic's whole card, how much likelier than it looks it is that something
            # else is meant than the same card again.
            "same_again": 0.095,
            "plain_later_above": 0.45,  # an intent that follows an answer is plain
            # Intents that only make sense after an answer: a first message is one only when plain
            # and short.
            "after_an_answer": list(AFTER_AN_ANSWER),
            "only_after_an_answer": list(ONLY_AFTER_AN_ANSWER),
            "plain_above": 0.78,
            "most_words": 12,
            # Of "I do not know" where nothing was answered: what says so says hardly anything else.
            "dont_know_above": 0.9,
            "question_above": 0.3,  # answer the likeliest question when it is likelier
            "question_later_above": 0.18,  # the same after an answer, where nothing is less likely
            # Where the answers come from. Chosen on 53 messages by 24 writers that the model of
            # then, which had not learnt from them, took for that: 30 of 32 were, 8 of 21 not.
            "source_above": 0.7,
            "second_above": 0.31,  # and the second too
            # Of a message that may ask twice the second is seldom so likely beside the first: it is
            # answered where it has most of what the first has left.
            "second_of_two_above": 0.1,
            "second_share": 0.5,
            # A question of another topic than a plain intent's own must be likelier than this.
            "plain_topic_above": 0.9,
            "other_topic_above": 0.6,
            "clause_above": 0.7,  # of each question by itself in a message of several
            "instead_above": 0.375,  # answer so likely a question rather than asking back
            # And one so likely although the message may be about something else.
            "sure_question_above": 0.8,
            # Of somebody in danger 112 comes first. Chosen on 92 messages of danger and 378 of
            # everything else, by three writers that the model of then had not learnt from: it told
            # 74 of the first and five of the others; with 0.02 for all, 74 and 16.
            "danger_above": 0.015,
            # The same where it plainly is a journalist's errand, or asks something else.
            "plain_danger_above": 0.15,
            "errand_above": 0.7,
            "other_above": 0.2,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._choice = QuestionChoice(config)
        self._after_an_answer = frozenset(config["after_an_answer"])
        self._only_after = frozenset(config["only_after_an_answer"])
        self._small_or_after = self._after_an_answer | SMALL_TALK | NEVER_ASK - {OUT_OF_SCOPE}

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
        """Set the intent that will be acted on, the ranking that it was decided by, the questions
        that will be answered."""
        for message in messages:
            text, ranking = message.get(TEXT) or "", message.get("intent_ranking")
            state = message.get(STATE) or []
            if tuple(state) not in UNANSWERED:  # the same words may say enough after an answer
                ranking = _ranked([entry for entry in ranking if entry["name"] != FALLBACK])
            questions = self._with_topic(message.get(QUESTIONS) or [], ranking, state)
            is_who_heads = not state and ranking[0]["name"] == _WHO_HEADS
            of_press = {PRESS, _WHO_HEADS} if message.get(OPENS, True) else {PRESS}
            if state:
                ranking = self._not_the_same_again(ranking, questions, state)
            is_answered = any(feature.startswith(AFTER) for feature in state)
            intent, ranking = self.decide(
                text, ranking, message.get(WISHES), is_first=not state, is_answered=is_answered
            )
            above = self._config["question_later_above" if state else "question_above"]
            subjects = frozenset(wish["name"] for wish in message.get(WISHES) or ())
            form = may_ask_twice(text), plainly_asks_twice(text)
            asked = Asked(questions, state, subjects, *form)
            asks, intent = self._choice.choose(asked, intent, ranking, above)
            asks = self._choice.with_clauses(asks, intent, message.get(OF_CLAUSES) or [])
            if is_who_heads and intent["name"] in of_press:
                asks, intent = asks or [_HEAD], {**intent, "name": PRESS}
            is_half = not is_answered and self._is_half_a_question(text, questions)
            if is_half and EMERGENCY not in asks:
                asks, intent = [], _asked_back(ranking)
            is_twofold = len(asks) > 1 or BOTH in intent["name"]
            is_in_exchange = is_answered and message.get(IN_EXCHANGE)
            if is_in_exchange and not is_twofold and EMERGENCY not in asks:
                belief, topics = message.get(ANSWER) or {}, message.get(TOPICS) or {}
                within = PRESS if intent["name"] == FALLBACK else intent["name"]
                is_lost = intent["name"] in (FALLBACK, OUT_OF_SCOPE)
                above = self._config["instead_above" if is_lost else "answer_above"]
                found = wanted(belief, topics, within, above)
                if found and not _says_the_same(intent["name"], found[1]["name"], state):
                    asks, intent = found
            if state and _YES_OR_NO.fullmatch(text.lower().strip()):
                asks, intent = [], {"name": _REPEAT, "confidence": 1.0}
            if pressed := message.get(PRESSED):
                asks, intent = [], {"name": pressed, "confidence": 1.0}
            if not normalise(text):  # not a word: it asks for nothing
                asks, intent = [], {"name": OUT_OF_SCOPE, "confidence": 1.0}
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("intent", intent, add_to_output=True)
            message.set(ASKS, asks, add_to_output=True)
            message.set(THIRD, self._third(message, intent), add_to_output=True)
        return messages

    def _third(self, message: Message, intent: Ranked) -> str | None:
        wishes = message.get(WISHES) or []
        is_wanted = len(wishes) > 2 and wishes[2]["confidence"] > self._config["third_above"]
        return wishes[2]["name"] if is_wanted and BOTH in intent["name"] else None

    def _is_half_a_question(self, text: str, questions: list[Ranked]) -> bool:
        """Whether it is one word that likely asks something, but not plainly: "info"."""
        if len(text.split()) != 1 or not questions or not questions[0]["name"]:
            return False
        return bool(questions[0]["confidence"] < self._config["plain_above"])

    def _with_topic(
        self,
        questions: list[Ranked],
        ranking: list[Ranked],
        state: Sequence[str],
    ) -> list[Ranked]:
        """The questions, with one within the topic just answered first where nothing is likelier.

        The whole card has been given: a message about the same topic asks for something in it,
        unless it plainly asks for a contact of it or for its hours.
        """
        likeliest = ranking[0]
        if (
            likeliest["name"] in self._after_an_answer
            and likeliest["confidence"] > self._config["plain_later_above"]
        ):
            return questions
        if not questions or questions[0]["name"]:
            return questions
        nothing, rest = questions[0], [q for q in questions if q["name"]]
        left = 1 - nothing["confidence"] * (1 - self._config["same_again"])
        likelier = [_with(q, min(1.0, q["confidence"] / left)) for q in rest]
        is_within = any(
            f"{AFTER}{q['topic']}" in state
            and q["confidence"] > self._config["question_later_above"]
            for q in likelier
        )
        return likelier if is_within else questions

    def _not_the_same_again(
        self,
        ranking: list[Ranked],
        questions: list[Ranked],
        state: Sequence[str],
    ) -> list[Ranked]:
        """The ranking with the topic just answered less likely, unless something in it is asked.

        That something else is meant makes it no likelier to be about nothing of ours.
        """
        if questions and questions[0]["name"]:
            return ranking
        factors = {name.removeprefix(AFTER): self._config["same_again"] for name in state}
        ours = [
            _with(i, i["confidence"] * factors.get(i["name"], 1.0))
            for i in ranking
            if i["name"] != OUT_OF_SCOPE
        ]
        outside = [i for i in ranking if i["name"] == OUT_OF_SCOPE]
        left = 1 - share_outside(outside)
        rows = [_with(i, i["confidence"] * left) for i in _ranked(ours)]
        return sorted([*rows, *outside], key=lambda i: -i["confidence"])

    def decide(
        self,
        text: str,
        ranking: list[Ranked],
        wishes: list[Ranked],
        *,
        is_first: bool = True,
        is_answered: bool = False,
    ) -> tuple[Ranked, list[Ranked]]:
        """The intent to act on, and the ranking of what can be meant.

        How likely the message is too vague to answer counts as doubt, and is not among what can be
        meant: nobody means to be vague.
        """
        if is_first:
            ranking = self._without_what_is_unlikely(ranking, len(text.split()))
        ask_below = self._config["ask_below" if is_first else "ask_below_later"]
        if is_first and ranking[0]["name"] == PRIVATE:
            ask_below = self._config["private_below"]
        if not is_first and ranking[0]["name"] in self._small_or_after:
            ask_below = self._config["follows_above"]
            if ranking[0]["name"] == _GOODBYE:
                ask_below = self._config["plain_above"]  # "nu", which is urgent
            if ranking[0]["name"] == _DONT_KNOW and not is_answered:
                ask_below = self._config["dont_know_above"]  # "behöver underlag" is vague again
        is_word = is_first and len(text.split()) == 1
        wanted = "word_wanted_above" if is_word else "wanted_above"
        wanted_above = self._config["wanted_later_above" if is_answered else wanted]
        intent = self._decide(ranking, wishes, ask_below, wanted_above)
        meant = _ranked([entry for entry in ranking if entry["name"] != FALLBACK])
        if intent["name"] == FALLBACK:
            return _asked_back(meant), meant
        if intent["name"] == meant[0]["name"]:
            intent = meant[0].copy()
        return intent, meant

    def _without_what_is_unlikely(self, ranking: list[Ranked], words: int) -> list[Ranked]:
        """A first message's ranking, without intents that follow an answer unless one is plain."""
        likeliest = ranking[0]
        config = self._config
        name = likeliest["name"]
        above = config["dont_know_above" if name == _DONT_KNOW else "plain_above"]
        plain = likeliest["confidence"] > above and words <= config["most_words"]
        if name in self._after_an_answer and name not in self._only_after and plain:
            return ranking
        rest = [i for i in ranking if i["name"] not in self._after_an_answer]
        if not rest:
            return ranking
        # Without an answer before them they are about the press service.
        press = sum(i["confidence"] for i in ranking if i["name"] in ABOUT_CONTACTS)
        told = sum(i["confidence"] for i in ranking if i["name"] == TELL_CASE)
        more = {PRESS: press, CASE: told}
        rows = [_with(i, i["confidence"] + more.get(i["name"], 0.0)) for i in rest]
        return _ranked(rows)

    def _decide(
        self,
        ranking: list[Ranked],
        wishes: list[Ranked],
        ask_below: float,
        wanted_above: float,
    ) -> Ranked:
        likeliest = ranking[0]
        routes = {wish["name"]: wish["confidence"] for wish in wishes}
        both = [wish for wish in wishes[:2] if wish["confidence"] > self._config["both_above"]]
        if len(both) == 2 and likeliest["name"] in routes:
            name = pair_of(both[0]["name"], both[1]["name"])
            return {"name": name, "confidence": both[1]["confidence"]}
        doubtful = likeliest["name"] in routes and (
            share_outside(ranking) > self._config["doubt_above"]
            or routes[likeliest["name"]] < wanted_above
        )
        alike = next((g for g in _ALIKE if likeliest["name"] in g), {likeliest["name"]})
        sure = sum(i["confidence"] for i in ranking if i["name"] in alike)
        if sure < ask_below or doubtful:
            return _asked_back(ranking)
        return likeliest.copy()


def _with(entry: Ranked, confidence: float) -> Ranked:
    return {**entry, "confidence": confidence}


def _asked_back(ranking: list[Ranked]) -> Ranked:
    return {"name": FALLBACK, "confidence": 1 - ranking[0]["confidence"]}


def _ranked(rows: list[Ranked]) -> list[Ranked]:
    """The rows likeliest first, with what each is likely of their whole."""
    total = sum(i["confidence"] for i in rows)
    shares = [_with(i, i["confidence"] / total) for i in rows]
    return sorted(shares, key=lambda i: -i["confidence"])


def _says_the_same(read: str, wanted_: str, state: Sequence[str]) -> bool:
    """Return True if an intent that was read is as good as one that an exchange wants.

    What is told of a case the account's reader knows; a contact of the desk that was answered is
    that desk's, whatever it is called.
    """
    if read in _NO_FACT or (read in _ABOUT_CASE and wanted_ == TELL_CASE):
        return True
    of_desk = f"{AFTER}{wanted_}" in state or (wanted_ == CASE and f"{AFTER}{VERDICT}" in state)
    return read in (*ABOUT_CONTACTS, "ask_in_writing") and of_desk
