"""What stood just before a message in its conversation, as the reader of the message sees it.

The actions write it into two slots of domain.yml: `topic` is what was answered last, `awaits` what
the bot's last words ask for. Training examples carry the same as metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.intents import CASE, HUMAN, NEWSLETTER, PRESS, PRIVATE, RECORDS, STATISTICS

TOPIC, AWAITS = "topic", "awaits"
# What the bot can have asked: whether it is to guide through one case, whether it is to write a
# letter, which of several choices is meant, and the two questions about one case.
CASE_OFFER, LETTER_OFFER, DELETION_OFFER, CHOICES, CONSENT, STAGE = (
    "case",
    "letter",
    "deletion",
    "choices",
    "consent",
    "case_stage",
)
QUESTIONS_ABOUT_CASE = (CONSENT, STAGE)
# A message's account of a case: by attribute, how likely each value is told.
ACCOUNT = "account"
# Of a message after an answer: how likely each answer, and whether yes or no, is wanted.
ANSWER = "answer"
# A message's change of the draft of a mail, with the words that go in and out, masked.
DRAFT = "draft"
# The payload of the button that deletes the conversation; web takes it, it never comes to the
# engine.
DELETES = "/delete_conversation"
# A verdict on one case is a topic of its own in the facts, by how the case stands.
VERDICT = "verdict"
VERDICT_TOPICS = "case_"  # what their names begin with
_PARTS = {"head_of_press": PRESS}  # topics that are a part of another
SOMETHING = "something"  # said, but none of the topics that matter to what follows
# The topics that the encoder was made with. A route that came after it is SOMETHING to the encoder,
# and has its own name for whatever is trained with the bot.
_ENCODED = (
    PRESS,
    CASE,
    STATISTICS,
    RECORDS,
    PRIVATE,
    NEWSLETTER,
    HUMAN,
    VERDICT,
    SOMETHING,
)
# The offer to delete is read like an answer about something: no example was written for it.
_AWAITED = (CASE_OFFER, LETTER_OFFER, CHOICES, CONSENT, STAGE)
AFTER = "after "  # begins the features of what was answered last
# The features of a state that the encoder knows, in the order of its table.
FEATURES = (*(f"{AFTER}{t}" for t in _ENCODED), *(f"awaits {a}" for a in _AWAITED))

# Some of FEATURES, and what was answered that is not among them; a first message has none.
State = tuple[str, ...]
FIRST: State = ()


def state_of(topics: Iterable[str], awaits: str | None) -> State:
    """The state after an answer to `topics`, of which there may be none."""
    names = {VERDICT if t.startswith(VERDICT_TOPICS) else _PARTS.get(t, t) for t in topics}
    others = names - {*_ENCODED}
    names |= {SOMETHING} if others else set()
    active = {f"{AFTER}{t}" for t in names} | ({f"awaits {awaits}"} if awaits else set())
    return (*(f for f in FEATURES if f in active), *(f"{AFTER}{t}" for t in sorted(others)))


def state_of_slots(slots: Mapping[str, Any]) -> State:
    """The state of a conversation with these slots."""
    topic = slots.get(TOPIC) or ""
    return state_of(filter(None, topic.split("+")), slots.get(AWAITS))


def state_of_metadata(metadata: Mapping[str, Any]) -> State | None:
    """The state that an example was written for: `{after: statistics, awaits: letter}`.

    None for an example of a message by itself.
    """
    if "after" not in metadata and AWAITS not in metadata:
        return None
    return state_of(str(metadata.get("after") or "").split(), metadata.get(AWAITS))


# States that an example of a message by itself is practised in, besides the first: a message that
# says all that it wants is read the same wherever it stands.
PRACTICE_STATES: tuple[State, ...] = (
    state_of([PRESS], None),
    state_of([PRESS], LETTER_OFFER),
    state_of([CASE], CASE_OFFER),
    state_of([CASE], None),
    state_of([STATISTICS], LETTER_OFFER),
    state_of([STATISTICS], None),
    state_of([RECORDS], LETTER_OFFER),
    state_of([RECORDS], None),
    state_of([PRIVATE], None),
    state_of([NEWSLETTER], None),
    state_of([HUMAN], None),
    state_of(["case_possible"], None),
    state_of([CASE], CONSENT),
    state_of([CASE], STAGE),
    state_of([], CHOICES),
    state_of([SOMETHING], None),
)
# Those in which nothing has been answered: what is too vague there may say enough after an answer.
UNANSWERED: tuple[State, ...] = (FIRST, state_of([], CHOICES))
# Those in which "ja" is no answer about a case.
NO_QUESTION_ABOUT_CASE: tuple[State, ...] = tuple(
    state
    for state in PRACTICE_STATES
    if not {f"awaits {q}" for q in QUESTIONS_ABOUT_CASE} & {*state}
)
