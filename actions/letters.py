"""Drafts of mails: written, changed by what is said of them, and offered by a button."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from actions.turn import LETTER, ActionTurn
from contracts.conversation import DRAFT, LETTER_OFFER, VERDICT_TOPICS
from contracts.intents import CASE, PRESS
from desk.cards import QuickReply, with_lead, with_notice
from desk.deadlines import Deadline, read_deadlines, waives_deadline
from desk.facts.model import Contact
from desk.letters import Manner, letter_card, period_in
from desk.mediums import form_in, medium_in
from dialogue.draft import Change, Draft, Edit, Line, apart, is_value, value_kind, values_in
from dialogue.policy import DOUBT_ABOVE, TOLD_ABOVE

_PLAIN = 0.85
_AGAIN, _SAME, _NOT_SENT, _OWN_WORDS, _UNPLACED = (
    "letter_again",
    "letter_same",
    "letter_not_sent",
    "letter_own_words",
    "letter_unplaced",
)
_REMINDS = re.compile(r"\bpåminn\w*|\bstöta? på\b|\breminder\b|\bremind\b")
# Whom it is to, where that is not the address that the page gives for the errand.
_TO_HEAD = re.compile(
    r"\b(?:till|åt|to|for)(?: er| vår| den| the| your)?"
    r" (?:presschef\w*|anders sims|sims|(?:\w+ )?head of press)\b"
)
_HEAD_MAIL = "head_of_press_mail"
_OF_PRESS = frozenset((PRESS, CASE))
_LATEST = 3  # messages in which the addressee still holds


def say_letter(turn: ActionTurn, topic: str | None = None) -> None:
    """A new draft for the topic, filled in with what the conversation has said."""
    language = turn.change.value("language", TOLD_ABOVE) or turn.language
    lines = _lines(turn)
    in_lines = values_in([line.text for line in lines], turn.now)
    told = _values_of_conversation(turn)
    values = {kind: value for kind, value in told.items() if kind not in in_lines}
    draft = Draft(_topic(turn, topic), language, lines, values=values)
    in_other_words = turn.change._replace(edits=())
    draft = draft.changed(in_other_words, TOLD_ABOVE, turn.now)._replace(before=())
    _say(turn, draft, _NOT_SENT if _wants_it_sent(turn) else None)


def change_letter(turn: ActionTurn) -> bool:
    """The draft as it is after what is said now, when that changes it; else false.

    Where something else was answered since, it must be surer that the draft is meant, or speak of
    one.
    """
    draft = turn.draft
    if draft is None or turn.text.startswith("/"):
        return False
    is_of_draft = turn.last_was_letter or turn.wants_letter or turn.answer == DRAFT
    above = TOLD_ABOVE if is_of_draft else 1 - DOUBT_ABOVE
    change = turn.change
    fills_it = turn.last_was_letter and _goes_into(turn, draft)
    if not (change.changes(above) or turn.answer == DRAFT or fills_it):
        return False
    is_new = change.value("draft", above) == "new"
    if is_new and (change.content or not change.changes(above)):
        return False
    if turn.is_only_a_deadline and not change.edits:
        change = change._replace(edits=(Edit("swap", turn.text),))
    draft = _of_desk(draft, change, above)
    if waives_deadline(turn.text):
        draft = draft.without_values("deadline", turn.now)
        change = change._replace(edits=(Edit("part", "deadline"),))
    told = {} if change.edits else values_in([turn.text], turn.now)
    changed = draft.changed(change, above, turn.now, told)
    is_shown = change.value("draft", above) == "show"
    is_same = changed.says_the_same_as(turn.draft or draft) and not (is_shown or fills_it)
    _say(turn, changed, _NOT_SENT if _wants_it_sent(turn) else _SAME if is_same else _AGAIN)
    return True


def _wants_it_sent(turn: ActionTurn) -> bool:
    """Return True if the bot is to pass something on itself."""
    return turn.change.value("draft", TOLD_ABOVE) == "send"


def _goes_into(turn: ActionTurn, draft: Draft) -> bool:
    """Return True if a message after a draft asks nothing and has something to fill it with."""
    if "?" in turn.text or {*turn.wishes} & turn.facts.topics.keys() - {draft.desk, PRESS, CASE}:
        return bool(_addressee(turn, draft.desk, [turn.text]))
    if turn.asks and not turn.is_only_a_deadline and not turn.change.content:
        return False
    filled = (
        turn.change.content,
        turn.is_only_a_deadline,
        turn.entities("benefit"),
        turn.regions,
        period_in(turn.text, turn.now),
        medium_in(turn.text, turn.language),
        form_in(turn.text, turn.language),
        _REMINDS.search(turn.text.lower()),
        _addressee(turn, draft.desk, [turn.text]),
    )
    return any(filled)


def _of_desk(draft: Draft, change: Change, above: float) -> Draft:
    """The draft for the desk that a message names; a case's is to the press service already."""
    desk = change.value("desk", above) or draft.desk
    return draft if draft.desk == CASE and desk == PRESS else draft._replace(desk=desk)


def _say(turn: ActionTurn, draft: Draft, wording: str | None = None) -> None:
    """The card of a draft, which is kept."""
    own = [line.text for line in draft.lines]
    values = {**draft.values, **values_in(own, turn.now)}
    medium, form = values.get("medium", ""), values.get("form", "")
    body = turn.facts.letters[draft.desk].body[draft.language]
    said = [line for line in draft.lines if f"{{{value_kind(line, turn.now)}}}" not in body]
    card = letter_card(
        turn.facts,
        draft.desk,
        draft.language,
        turn.now,
        benefits=turn.entities("benefit") or turn.entities_before("benefit"),
        regions=values.get("region", ()),
        period=values.get("period"),
        medium=medium_in(medium, draft.language),
        form=form_in(form, draft.language),
        deadline=_deadline(turn, own),
        is_reminder=any(
            _REMINDS.search(text.lower()) for text in [*own, turn.text, *turn.texts_before()[:1]]
        ),
        to=_addressee(turn, draft.desk, [*own, turn.text, *turn.texts_before()[: _LATEST - 1]]),
        manner=Manner(
            [line.text for line in said if not line.is_clause],
            [line.text for line in said if line.is_clause],
            [words for words in draft.struck if words not in values],
            draft.length,
            draft.tone,
        ),
    )
    if said and draft.language != turn.language and _OWN_WORDS in turn.facts.wording:
        card = with_notice(card, turn.words(_OWN_WORDS))
    if draft.unplaced and _UNPLACED in turn.facts.wording:
        words = ", ".join(draft.unplaced)
        card = with_notice(card, turn.words(_UNPLACED).format(words=words))
    lead = turn.facts.wording.get(wording or "")
    turn.say(with_lead(card, lead[draft.language]) if lead else card)
    turn.remember(draft.desk)
    turn.remember_questions([LETTER])
    turn.keep_draft(draft)


def _topic(turn: ActionTurn, topic: str | None) -> str:
    """The topic whose letter is wanted: the one that is spoken of, unless another is named."""
    if desk := turn.change.value("desk", TOLD_ABOVE):
        return CASE if desk == PRESS and CASE in map(_desk, turn.topics) else desk
    intents = turn.intent.split("+")
    is_plain = turn.intent_confidence > _PLAIN and turn.awaited != LETTER_OFFER
    named = [*intents, *turn.topics] if is_plain else [*turn.topics, *intents]
    topics = [*([topic] if topic else named), PRESS]
    return next(name for name in map(_desk, topics) if name in turn.facts.letters)


def _lines(turn: ActionTurn) -> tuple[Line, ...]:
    """Return what the message has for a draft, after what the latest one had that says what it is
    about."""
    found: list[Line] = []
    for change in [turn.change, *turn.changes_before()]:
        found = [*change.content, *found]
        if any(not is_value(line, turn.now) for line in change.content):
            break
    return tuple(dict.fromkeys(part for line in found for part in apart(line, turn.now)))


def _values_of_conversation(turn: ActionTurn) -> dict[str, Any]:
    """The values of a letter's fields that the messages so far tell."""
    texts = [text for text in (turn.text, *turn.texts_before()) if not text.startswith("/")]
    values = values_in(texts[::-1], turn.now)
    values["region"] = turn.regions or turn.regions_before()
    return {kind: value for kind, value in values.items() if value}


def _deadline(turn: ActionTurn, own: list[str]) -> Deadline | None:
    """When an answer is needed, as what the draft is to say does, or else the conversation."""
    found = next(filter(None, read_deadlines([*reversed(own)], turn.now)), None)
    return found or turn.deadline or turn.deadline_before()


def _addressee(turn: ActionTurn, topic: str, texts: Iterable[str]) -> Contact | None:
    """The head of press, where a text about the press service's draft says that it is to them."""
    is_named = topic in _OF_PRESS and any(_TO_HEAD.search(text.lower()) for text in texts)
    return turn.facts.contacts.get(_HEAD_MAIL) if is_named else None


def letter_replies(turn: ActionTurn, topics: list[str]) -> list[QuickReply]:
    """The button that asks for a draft, where there is one for a topic."""
    return [
        QuickReply(title=turn.words("write_letter"), payload=f'/{topic}{{"question": "{LETTER}"}}')
        for topic in topics
        if topic in turn.facts.letters
    ][:1]


def _desk(topic: str) -> str:
    """The topic whose letter it is: a verdict on a case has the case's."""
    return CASE if topic.startswith(VERDICT_TOPICS) else topic
