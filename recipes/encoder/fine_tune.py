"""Fine-tunes multilingual-e5-small on the examples, each in its conversation's state.

One head tells the intents, one the routes, one what is asked for, two how a case stands.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from contracts.conversation import (
    FIRST,
    NO_QUESTION_ABOUT_CASE,
    PRACTICE_STATES,
    UNANSWERED,
    State,
)
from contracts.intents import AFTER_AN_ANSWER, BOTH, FALLBACK, SHORT_ANSWERS
from contracts.nlu_files import Example, asks_nothing, subjects_asked_about, tells_of_case
from engine.understanding.encoder.encoder import state_vector
from engine.understanding.encoder.tokenizer import Tokenizer
from recipes.encoder.augmentation import SENTENCE_ENDS, augmented
from recipes.encoder.e5_weights import E5
from recipes.encoder.examples import names_of
from recipes.encoder.network_training import (
    FineTunedNetwork,
    TrainingCase,
    TrainingSettings,
    shares_of,
    train,
    training_ids,
)

# What joins two messages to one of two wishes: a third of the time nothing.
_JOINTS = (
    "Och ",
    "Dessutom: ",
    "Sen undrar jag också: ",
    "Plus ",
    "",
    "",
    "",
    "Also, ",
    "En sak till: ",
)
_FIRST_SHARE = 0.5
_JOINED_QUESTIONS = 0.25


def fine_tune(
    model: E5,
    examples: Sequence[Example],
    settings: TrainingSettings | None = None,
    say: Callable[[str], None] = print,
    begin: Mapping[str, np.ndarray] | None = None,
) -> FineTunedNetwork:
    """Train on all examples and return the weights; says the loss after each epoch.

    `begin` is as for `train`: its heads tell apart what those of these examples do.
    """
    settings = settings or TrainingSettings()
    joined = int(len(examples) * settings.joined_share)
    return train(model, _Messages(model.tokenizer, examples, joined), settings, say, begin)


class _Messages:
    """The examples as material, with as many made up of two as are `joined`."""

    def __init__(self, tokenizer: Tokenizer, examples: Sequence[Example], joined: int) -> None:
        self._tokenizer, self._examples, self._joined = tokenizer, examples, joined
        self.names = names_of(examples)
        self._asked_about = subjects_asked_about((e.label, e.questions) for e in examples)
        alone = [example for example in examples if example.state is None]
        self._by_route = {
            route: [example for example in alone if example.label == route]
            for route in self.names["route"]
        }
        questions = [example for example in alone if len(example.questions or ()) == 1]
        self._by_topic = {
            label: [example for example in questions if example.label == label]
            for label in {example.label for example in questions}
        }

    def __len__(self) -> int:
        return len(self._examples) + self._joined

    def cases(self, chance: random.Random) -> list[TrainingCase]:
        """Every example, varied anew, and messages made up of two examples."""
        joined = [self._joined_two(chance) for _ in range(self._joined)]
        return [self._case(example, chance) for example in (*self._examples, *joined)]

    def _case(self, example: Example, chance: random.Random) -> TrainingCase:
        state = example.state
        if state is None:
            state = _state_of(example, chance)
        ids = training_ids(self._tokenizer, augmented(example.text, chance))
        return TrainingCase(ids, state_vector(state), self._targets(example))

    def _joined_two(self, chance: random.Random) -> Example:
        """Two wishes, or two questions about one topic."""
        if self._by_topic and chance.random() < _JOINED_QUESTIONS:
            topic = chance.choice(sorted(self._by_topic))
            one, two = chance.choices(self._by_topic[topic], k=2)
            label = topic
        else:
            routes = chance.sample(self.names["route"], 2)
            one, two = (chance.choice(self._by_route[route]) for route in routes)
            label = BOTH.join((one.label, two.label))
        known = one.questions is not None and two.questions is not None
        questions = tuple(dict.fromkeys((*(one.questions or ()), *(two.questions or ()))))
        first = one.text.rstrip()
        stop = "" if first[-1:] in SENTENCE_ENDS else "."
        text = f"{first}{stop} {chance.choice(_JOINTS)}{two.text}"
        return Example(
            one.language,
            label,
            text,
            questions if known else None,
            one.consent or two.consent,
            one.case_stage or two.case_stage,
        )

    def _targets(self, example: Example) -> dict[str, np.ndarray]:
        """What each head should say: shares that sum to one, and 1 for each route."""
        parts = example.label.split(BOTH)
        routes = [part for part in parts if part in self.names["route"]]
        wanted = {
            "label": parts,
            "route": routes,
            "question": self._questions(example),
            "consent": _told(example, example.consent),
            "case_stage": _told(example, example.case_stage),
        }
        targets = {head: shares_of(self.names[head], of) for head, of in wanted.items()}
        targets["route"] *= len(parts)
        return targets

    def _questions(self, example: Example) -> Sequence[str]:
        if example.questions is None:
            is_nothing = asks_nothing(example.label, example.text, self._asked_about)
            return ("",) if is_nothing else ()
        return example.questions or ("",)


def _state_of(example: Example, chance: random.Random) -> State:
    """A message by itself is the first one half of the time, and else stands anywhere."""
    if example.label == FALLBACK:
        return chance.choice(UNANSWERED)
    if example.label in SHORT_ANSWERS:
        return chance.choice(NO_QUESTION_ABOUT_CASE)
    if example.label in AFTER_AN_ANSWER:
        return chance.choice(PRACTICE_STATES)
    return FIRST if chance.random() < _FIRST_SHARE else chance.choice(PRACTICE_STATES)


def _told(example: Example, told: str | None) -> Sequence[str]:
    """What is told of a case, learnt only from messages about one."""
    about_case = tells_of_case(
        example.label, example.questions, example.consent, example.case_stage
    )
    return (told or "",) if about_case else ()
