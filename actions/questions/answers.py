"""Answers to questions for one fact, and to what the page leaves open."""

from __future__ import annotations

import re

from actions.facts import kept_days
from actions.letters import letter_replies
from actions.questions.document_by_consent import DOCUMENT_BY_CONSENT, asks_consent_for_document
from actions.questions.other_persons import DEPUTY, is_still_of_another, names_another
from actions.turn import ActionTurn
from contracts.conversation import (
    CASE_OFFER,
    DELETES,
    DELETION_OFFER,
    LETTER_OFFER,
    VERDICT_TOPICS,
)
from contracts.intents import ALL_ELSE, CASE, PRESS, PRIVATE, RECORDS
from desk.asked_hours import AskedTime, asked_time
from desk.cards import (
    Card,
    QuickReply,
    card_contact,
    hours_card,
    message_card,
    question_card,
    with_contacts,
    with_lead,
    with_offer,
)
from desk.facts.model import Question
from desk.page_counts import bare_count, numbers_in, pages_in
from desk.ways_tried import HEAD, MAIL, PHONE, ways_tried
from dialogue.stance import with_reply

DELETION = "ask/delete_conversation"
_KEPT = "ask/what_is_kept"
_ABOUT_WHAT_IS_KEPT = frozenset((DELETION, _KEPT))
_VENDORS = {"slack": "Slack", "teams": "Teams"}  # channels where a copy stays
# Said of the bot and its answers: what is spoken of stays so.
BOT_CANNOT = "ask/bot_cannot"
_OF_THE_BOT = frozenset((BOT_CANNOT, "ask/source", "ask/page_updated"))
_OFFERS = {
    CASE_OFFER: "offer_case",
    LETTER_OFFER: "offer_letter",
    DELETION_OFFER: "offer_deletion",
}
# After the answers to these a mail is what comes next: its draft is offered. Whoever asks for a
# number or a rule has asked for that alone.
_MAIL_COMES_NEXT = frozenset(
    ("ask/statistics_not_found", "ask/records_where", "ask/consent_form_send")
)
# Of whom a question is, the next one is too: "hans mejl?"
_SPOKEN_OF = dict.fromkeys(
    (
        "ask/head_of_press",
        "ask/head_of_press_phone",
        "ask/head_of_press_mail",
        "not_stated/head_of_press_hours",
    ),
    "head_of_press",
)
# Somebody of whom the page says nothing: so of whom it is asked "and her mail?" after that.
_DIRECTOR = "not_stated/director_general"
_NAME_OF_WHOM = re.compile(
    r"(?:(?:och|men|and|but) )?(?:vad heter|vem är|what is|what's|who is) (?:den|det|han|hon|hen"
    r"|his|her|their|he|she|it)\b"
)
_NAMES_HEAD = re.compile(r"press|anders|sims")
# Questions of a way to somebody, or of who somebody is.
_NAMING = frozenset((*_SPOKEN_OF, "ask/press_phone", "ask/press_mail", "not_stated/spokespersons"))
# What is beside the point where a consent is to give a document.
_NEAR_CONSENT = re.compile(
    r"(?:ask|not_stated)/(?:consent_|records_(?:secrecy|else|who_may|consent)|case_(?:else|comment)|deputy)"
)
_WRITES = re.compile(r"mejl|mail|skriv|chatt|write|chat")
_FEE, _FREE = "ask/records_fee", "ask/records_free"
_FEES = frozenset((_FEE, _FREE))
# Of a comment on whatever: no case need be spoken of.
_OF_ANY_COMMENT = frozenset(("ask/comment_form", "ask/comment_availability"))
_RECONSIDERED, _WHEN_DECIDED = "ask/case_reconsidered", "ask/case_when_decided"
_NONE_IS_LEFT = frozenset(("none", "ended", "taken_back"))
PRIVATE_MAIL = "not_stated/customer_centre_mail"
_PRIVATE_ELSE = "not_stated/customer_centre_else"
_OF_PRIVATE = frozenset((PRIVATE_MAIL, _PRIVATE_ELSE))
_CANNOT_CALL = re.compile(
    r"\b(?:döv\w*|hörselskad\w*|kan (?:inte|ej) ringa|deaf|hard of hearing"
    r"|(?:cannot|can['’]t) (?:call|phone|ring))\b"
)
_CALLS_LAST = re.compile(r" (?:Ring|Call) [^.]+\.$")
# What the answer to one says of others too: beside it they are not said again.
_HELD_BY = {
    _FREE: frozenset((_FEE, "ask/records_on_the_spot")),
    "ask/records_where": frozenset(("ask/records_who_handles",)),
    "not_stated/consent_digital": frozenset(("ask/consent_written", "ask/consent_oral")),
    "ask/case_after_reconsideration": frozenset(("ask/case_when_decided",)),
    "not_stated/spokespersons": frozenset(("ask/head_of_press",)),
}
# Who asks these has tried some way in vain, and says which.
UNREACHABLE = "ask/unreachable"
_OTHER_WAYS = frozenset((UNREACHABLE, "ask/other_ways"))
_ANSWER_OF_WAY = {
    PHONE: "ask/press_phone",
    MAIL: "ask/press_mail",
    HEAD: "ask/head_of_press_phone",
}
_NO_MORE_WAYS, _NO_MORE_SAID = "no_more_ways", "no_more_said"
_WHOM_TO_ASK = re.compile(r" (?:Fråga|Ring|Mejla|Ask|Call|E-?mail) [^.]+\.$")
_BARE_TIME = re.compile(
    r"^(?:(?:ja|men|och|ok|okej|and|but) )?(?:(?:på|i|under|on|at|in|the) ){0,2}"
    r"(?:helg\w*|lördag\w*|söndag\w*|kväll\w*|weekends?|saturdays?|sundays?|evenings?"
    r"|(?:efter|före|innan|after|before) (?:klockan |kl\.? ?)?"
    r"(?:\d{1,2}(?:[.:]\d\d)?|fyra|fem|sex|sju|åtta|four|five|six|seven|eight)(?: ?[ap]m)?)"
    r"(?: (?:då|också|med|och|lördag\w*|söndag\w*|too|then|or|and|eller|sundays?))*[ ?!.]*$"
)
_SILENT, _WHY = "not_stated/", "ask/consent_why"
_WORD = re.compile(r"[\w'’]+")
_BRIEF = 6  # words
_LATEST = 3  # messages in which the number of pages still holds
_TURNS_OVER = frozenset(
    (
        *("så", "alltså", "jaha", "ok", "okej", "men", "då", "nej", "ja", "inte", "eller", "du"),
        *("vi", "jag", "man", "det", "ni", "får", "kan", "går", "ska", "måste", "säger"),
        *("so", "then", "no", "yes", "not", "we", "i", "it", "can", "can't", "cannot", "may", "or"),
    )
)
# Questions about hours: which of them it is, the time that it names decides.
_SUMMER, _REST_OF_YEAR = "ask/hours_summer", "not_stated/hours_rest"
_WEEKEND = "not_stated/hours_weekend"
_HOURS = frozenset((_SUMMER, _REST_OF_YEAR, _WEEKEND))


def asks_nothing_new(turn: ActionTurn) -> bool:
    """Whether a message only turns over what the page is silent on: "så nej?", "varför inte?", or
    asks for the name of whom it does not name."""
    if not turn.questions or not all(name.startswith(_SILENT) for name in turn.questions):
        return False
    words = _WORD.findall(turn.text.lower())
    if turn.questions == [_DIRECTOR] and not turn.asks and _NAME_OF_WHOM.match(turn.text.lower()):
        return True
    if turn.asks == [_WHY] and len(words) <= _BRIEF:
        return True
    return "?" in turn.text and bool(words) and _TURNS_OVER.issuperset(words)


def tried_another_way(turn: ActionTurn) -> bool:
    """Whether a message after the ways that are left says that one of them was tried too."""
    return not _OTHER_WAYS.isdisjoint(turn.questions) and bool(ways_tried(turn.text))


def say_questions(
    turn: ActionTurn, names: list[str], *, is_verdict: bool = False, opens: str | None = None
) -> None:
    """The answers, in one card, and what else is known of their topic a button away.

    As a verdict on what was told an answer says no yes or no: it was not asked. Nor does it where
    it is said again, which the wording that `opens` it says.
    """
    if _wants_deletion(turn):
        say_deletion(turn)
        return
    names = questions_meant(turn, names)
    held = frozenset().union(*(_HELD_BY.get(name, ()) for name in names))
    names = [name for name in names if name not in held]
    topic = turn.facts.questions[names[0]].topic
    if _HOURS.issuperset(names):
        asked = named_time(turn)
        if asked.period:
            moment, period = asked.moment, asked.period
            turn.say(hours_card(turn.facts, PRESS, turn.language, turn.now, moment, period))
            turn.remember(PRESS)
            return
        if _HOURS.issuperset(names) and _BARE_TIME.search(turn.text.lower()) and _of_summer(turn):
            names = [_SUMMER]  # "och på helgen då?" is of that summer
        elif asked.moment:
            names = [name for name in names if name != _SUMMER] or [_REST_OF_YEAR]
    offer = _offer_of(turn, topic, names)
    card = question_card(
        turn.facts,
        names,
        turn.language,
        turn.now,
        pages=_pages(turn),
        answers=_true_here(turn, names, is_verdict=is_verdict or opens is not None),
        quick_replies=[
            *_deletion_reply(turn, names),
            *case_replies(turn, topic),
            *_back_to_case(turn, topic),
            *_letter_replies(turn, topic, names),
        ],
    )
    if len(names) == 1 and not (is_verdict or opens):
        question = turn.facts.questions[names[0]]
        card = with_lead(card, _with_side(turn, question, card["lead"]))
    if not _OTHER_WAYS.isdisjoint(names):
        card = _with_ways_left(turn, card)
    if turn.topics and _OF_THE_BOT.issuperset(names):
        contacts = turn.facts.topics[turn.topics[-1]].contacts[:1]
        card = with_contacts(card, [card_contact(c, turn.language) for c in contacts])
    if opens in turn.facts.wording:
        card = with_lead(card, f"{turn.words(opens)} {card['lead']}")
    elif _says_no_more(turn, card, names):
        card = with_lead(card, _with_no_more(card["lead"], turn.words(_NO_MORE_SAID)))
    if offer and (turn.awaited != offer or topic not in turn.topics):
        card = with_offer(card, turn.words(_OFFERS[offer]))
    turn.say(card)
    turn.awaits = offer
    if turn.topics and _OF_THE_BOT.issuperset(names):
        turn.remember("+".join(turn.topics))
    else:
        turn.remember(_SPOKEN_OF.get(names[0], topic))
    turn.remember_questions(names)


def answer_to(turn: ActionTurn, name: str) -> str:
    """What is said to a question, by itself."""
    question = turn.facts.questions[name]
    return _with_side(
        turn, question, _true_here(turn, [name]).get(name) or question.answer[turn.language]
    )


def counts_on(turn: ActionTurn) -> bool:
    """Whether a message after what pages cost is another number of them: "och 9?"."""
    return not _FEES.isdisjoint(turn.questions) and bare_count(turn.text) is not None


def _pages(turn: ActionTurn) -> int | None:
    """How many pages are asked about: those of the latest messages that name a number."""
    if counts_on(turn):
        return bare_count(turn.text)
    texts = [turn.text, *turn.texts_before()[:_LATEST]]
    if turn.text.startswith("/") or RECORDS not in turn.topics:
        texts = texts[:1]
    return next(filter(None, (pages_in(t) for t in texts if not t.startswith("/"))), None)


def _with_ways_left(turn: ActionTurn, card: Card) -> Card:
    """The card with what has not been tried yet; all ways, and that there are no more, after all.

    The facts' own answers are for whoever has called.
    """
    speaks_of_head = any(name in _SPOKEN_OF or name in _OTHER_WAYS for name in turn.questions)
    texts = [turn.text, *turn.texts_before()]
    tried = set().union(*(ways_tried(t, speaks_of_head=speaks_of_head) for t in texts))
    if tried <= {PHONE} or _NO_MORE_WAYS not in turn.facts.wording:
        return card
    left = [_ANSWER_OF_WAY[way] for way in (PHONE, MAIL, HEAD) if way not in tried]
    if not left:
        return with_lead(card, turn.words(_NO_MORE_WAYS))
    questions = [turn.facts.questions[name] for name in left]
    contacts = [card_contact(c, turn.language) for q in questions for c in q.contacts]
    lead = " ".join(question.answer[turn.language] for question in questions)
    return with_lead(with_contacts(card, contacts), lead)


def _says_no_more(turn: ActionTurn, card: Card, names: list[str]) -> bool:
    """Whether an answer is the same as just before: whoever asks on is told that it is all.

    Not of whom to call, which one may ask for twice, nor of what the page says nothing about.
    """
    if _NO_MORE_SAID not in turn.facts.wording or not _OF_THE_BOT.isdisjoint(names):
        return False
    questions = [turn.facts.questions[name] for name in names]
    says_whom = any(contact["value"] in card["lead"] for contact in card["contacts"])
    is_of_page = all(question.tells_sources for question in questions)
    is_silent = any(name.endswith(ALL_ELSE) for name in names)
    return is_of_page and not (says_whom or is_silent) and turn.was_just_answered(card)


def _with_no_more(lead: str, no_more: str) -> str:
    """The lead with that sentence before its last one, where that says whom to ask."""
    whom = _WHOM_TO_ASK.search(lead)
    return f"{lead[: whom.start()]} {no_more}{whom[0]}" if whom else f"{lead} {no_more}"


def questions_meant(turn: ActionTurn, names: list[str]) -> list[str]:
    """The questions, of the director-general where that is whom they are still about, of somebody
    whom the page does not name, and of a private person's desk where that was spoken of."""
    if counts_on(turn):
        return [_FEE]
    if asks_consent_for_document(turn):
        others = [name for name in names if not _NEAR_CONSENT.match(name)]
        return [DOCUMENT_BY_CONSENT, *others]
    if turn.cases.focus.get("reconsideration") in _NONE_IS_LEFT:
        names = [_WHEN_DECIDED if name == _RECONSIDERED else name for name in names]
    if turn.topics == [PRIVATE] and _OTHER_WAYS.issuperset(names):
        names = [PRIVATE_MAIL if _WRITES.search(turn.text.lower()) else _PRIVATE_ELSE]
    of_another = names_another(turn) and not _NAMING.isdisjoint(names)
    if not of_another and is_still_of_another(turn):
        of_another = not _SPOKEN_OF.keys().isdisjoint(names)
    if of_another and DEPUTY in turn.facts.questions:
        return [DEPUTY]
    if _DIRECTOR not in turn.questions or _NAMES_HEAD.search(turn.text.lower()):
        return names
    of_somebody = {*_SPOKEN_OF, DEPUTY}
    return list(dict.fromkeys(_DIRECTOR if name in of_somebody else name for name in names))


def cannot_call(turn: ActionTurn) -> bool:
    """Whether the writer has said that calling is out of the question."""
    return any(_CANNOT_CALL.search(text.lower()) for text in (turn.text, *turn.texts_before()))


def _offer_of(turn: ActionTurn, topic: str, names: list[str]) -> str | None:
    """What is offered with answers; said once while the topic stays the same."""
    if DELETION in names:
        return DELETION_OFFER
    if turn.asks_about_case:
        return None
    if not _MAIL_COMES_NEXT.isdisjoint(names):
        return LETTER_OFFER
    is_of_case = turn.topics == [CASE] or not _OF_ANY_COMMENT.issuperset(names)
    return CASE_OFFER if topic == CASE and is_of_case and not _was_judged(turn) else None


def _letter_replies(turn: ActionTurn, topic: str, names: list[str]) -> list[QuickReply]:
    """The button that asks for a draft, where an answer leads to the address that it goes to."""
    letter = turn.facts.letters.get(topic)
    contacts = [c for name in names for c in turn.facts.questions[name].contacts]
    return letter_replies(turn, [topic]) if letter and letter.to in contacts else []


def _was_judged(turn: ActionTurn) -> bool:
    """Whether the last whole card about a case was a verdict: it has been found out."""
    cards = [(event.get("data") or {}).get("custom") or {} for event in turn.tracker.events[::-1]]
    topics = (str(card.get("topic")) for card in cards if card.get("title"))
    return next((t != CASE for t in topics if t == CASE or t.startswith(VERDICT_TOPICS)), False)


def case_replies(turn: ActionTurn, topic: str) -> list[QuickReply]:
    """The button that begins the guidance through one case."""
    if topic != CASE or turn.asks_about_case:
        return []
    return [QuickReply(title=turn.words("check_case"), payload="/check_case")]


def _back_to_case(turn: ActionTurn, topic: str) -> list[QuickReply]:
    """The button that goes on with the questions about one case, which another topic ends."""
    if not turn.asks_about_case or topic == CASE:
        return []
    return [QuickReply(title=turn.words("continue_case"), payload="/check_case")]


def named_time(turn: ActionTurn, topic: str = PRESS) -> AskedTime:
    """The time that a question about a topic's hours names."""
    hours = turn.facts.topics[topic].hours
    return asked_time(turn.text, hours, turn.now) if hours else AskedTime()


def _of_summer(turn: ActionTurn) -> bool:
    """Whether the message before this one asked about the hours in the summer."""
    hours = turn.facts.topics[PRESS].hours
    before = turn.text_before or ""
    if not hours or before.startswith("/"):
        return False
    return _SUMMER in turn.questions or asked_time(before, hours, turn.now).period is not None


def say_deletion(turn: ActionTurn) -> None:
    """Tell web to delete the conversation; it does, and says whether that was possible."""
    turn.say({**message_card(turn.words("deleted"), turn.language), "deletes": True})


def _wants_deletion(turn: ActionTurn) -> bool:
    """Whether the wish comes again after the offer: an answer to it, where it asks nothing."""
    return turn.awaited == DELETION_OFFER and DELETION in turn.asks and "?" not in turn.text


def _true_here(turn: ActionTurn, names: list[str], *, is_verdict: bool = False) -> dict[str, str]:
    """Answers that are not the facts' word for word: without a yes or a no in a verdict, how
    long is kept what is said, and what a deletion leaves in the channel."""
    texts = {name: turn.facts.questions[name].answer[turn.language] for name in names}
    if is_verdict:
        plain = {name: with_reply(text, None, {}) for name, text in texts.items()}
        return {name: text for name, text in plain.items() if text != texts[name]}
    days, answers = kept_days(), {}
    if _KEPT in names and days and "kept_days" in turn.facts.wording:
        answers[_KEPT] = turn.words("kept_days").format(days=days)
    if not _OF_PRIVATE.isdisjoint(names) and cannot_call(turn):
        answers |= {name: _CALLS_LAST.sub("", text) for name, text in texts.items()}
    vendor = _VENDORS.get(turn.tracker.get_latest_input_channel() or "")
    if DELETION in names and vendor:
        elsewhere = turn.words("deleted_elsewhere").format(channel=vendor)
        answers[DELETION] = f"{texts[DELETION]} {elsewhere}"
    return answers


def _with_side(turn: ActionTurn, question: Question, answer: str) -> str:
    """Return the answer to a question with the yes or the no that its message asks for."""
    if not turn.is_read:
        return answer
    names = {"yes": "says_yes", "no": "says_no", "agreed": "says_agreed"}
    words = {side: turn.words(of) for side, of in names.items() if of in turn.facts.wording}
    return with_reply(answer, _reply(turn, question), words)


def _reply(turn: ActionTurn, question: Question) -> str | None:
    """Return `yes` or `no` where that answers the message; a sum that it names is counted."""
    pages = _pages(turn)
    sums = set(numbers_in(turn.text)) - {pages}
    if question.name.startswith(_SILENT) or turn.reply not in ("yes", "no"):
        return None
    if question.fee and pages is not None and sums:
        return "yes" if question.fee.price(pages) in sums else "no"
    return turn.reply


def _deletion_reply(turn: ActionTurn, names: list[str]) -> list[QuickReply]:
    """The button that deletes the conversation, where it is about that."""
    if _ABOUT_WHAT_IS_KEPT.isdisjoint(names):
        return []
    return [QuickReply(title=turn.words("delete_conversation"), payload=DELETES)]
