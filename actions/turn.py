"""One turn of a conversation, as an action sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import takewhile
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from contracts.conversation import ANSWER, CHOICES, DRAFT, QUESTIONS_ABOUT_CASE
from contracts.intents import BOTH, PRESS, TELL_CASE
from desk.cards import Card, QuickReply, choices, message_card, validate_card
from desk.deadlines import Deadline, is_urgent, read_deadlines, states_deadline, waives_deadline
from desk.facts.model import Facts, Question
from desk.letters import regions_in
from dialogue.case import Cases
from dialogue.draft import Change, Draft, change_in
from dialogue.policy import AGAIN_ABOVE, SIDE_ABOVE, TOLD_ABOVE

# The most words of a message that is taken for a deadline alone. One that is read as being for the
# press service, as a deadline by itself is, may have fewer: in more words that is what it wishes.
_SHORT, _SHORT_FOR_PRESS = 12, 8
# "Före klockan 15", and not "är ni där före klockan 15?".
_UNTIL = re.compile(
    r"(?:(?:ja|och|men|helst|gärna|måste|ok|okej|då|preferably) ){0,3}"
    r"(?:före|innan|inom|senast|before|by|within)\b"
)
_WHERE = "ask/statistics_where"
_ASKS_WHERE = re.compile(r"\b(?:var|vart|hitta\w*|länk\w*|where|find|link)\b")
# "Så jag kan ringa kl 23?": when one may call, not until when an answer is waited for.
_ASKS_HOURS = re.compile(
    r"\b(?:bemannat?|öppe[tn]|öppnar|stäng[td]|stänger|staffed|open|closed)\b"
    r"|^(?:(?:så|men|och|ok|okej|då|so|and|but)[, ]+){0,3}"
    r"(?:(?:kan|får|can|may|could) (?:jag|man|vi|i|we)|(?:jag|man|vi|i|we) (?:kan|får|can|may))"
    r" (?:\w+ )?(?:ringa|call|ring)\b"
    r"|\b(?:when|how (?:fast|soon|quickly)) (?:do|does|will|would) (?:they|you|it|anyone|anybody)"
    r" (?:answer|reply|respond)\b|\b(?:när|hur (?:snabbt|fort)) svarar\b"
)
EMERGENCY = "ask/emergency"  # 112 before anything else
LETTER = "write_letter"  # what is asked for when a draft of a mail is


@dataclass
class ActionTurn:
    """What is known when an action runs, and what it says."""

    dispatcher: CollectingDispatcher
    tracker: Tracker
    domain: dict[str, Any]
    facts: Facts
    now: datetime
    language: str
    events: list[dict[str, Any]] = field(default_factory=list)
    # What the last words of this turn ask for, as `contracts.conversation` names it.
    awaits: str | None = None
    _cases: Cases | None = None

    @property
    def intent(self) -> str:
        """What was understood, `a+b` for two wishes."""
        return self.tracker.latest_message.get("intent", {}).get("name") or ""

    @property
    def wishes(self) -> list[str]:
        """What was understood, a name for each wish; a message of two may have a third."""
        wishes = self.intent.split(BOTH)
        third = self.tracker.latest_message.get("third_wish") if self.is_pair else None
        return sorted({*wishes, third}) if third else wishes

    @property
    def intent_confidence(self) -> float:
        """How sure the reader is of it."""
        return float(self.tracker.latest_message.get("intent", {}).get("confidence") or 0.0)

    @property
    def text(self) -> str:
        """What was written; a button's payload begins with a slash."""
        return self.tracker.latest_message.get("text") or ""

    @property
    def asks(self) -> list[str]:
        """The facts' names of what is asked for within the intent, of a button's payload too.

        Not for the page of one benefit where another is named: where that is likeliest asked for,
        it is asked where figures are, or else the topic's card has the page of the other.
        """
        kinds = ("ask", "not_stated")
        keys = (f"{kind}/{name}" for name in dict.fromkeys(self._asked_names) for kind in kinds)
        known = [key for key in keys if key in self.facts.questions]
        of_it = [key for key in known if self._is_of_the_benefit(self.facts.questions[key])]
        if of_it[:1] == known[:1]:
            return of_it
        asks_where = _WHERE in self.facts.questions and _ASKS_WHERE.search(self.text.lower())
        return [_WHERE] if asks_where else []

    def _is_of_the_benefit(self, question: Question) -> bool:
        topic = self.facts.topics.get(question.topic)
        areas = topic.areas if topic else {}
        pages = {link.name for link in areas.values()} & {link.name for link in question.links}
        benefits = self.entities("benefit")
        named = {areas[benefit].name for benefit in benefits if benefit in areas}
        return not (pages and benefits) or not pages.isdisjoint(named)

    @property
    def wants_letter(self) -> bool:
        """Whether a draft of a mail is asked for, in words or by a button."""
        above = (
            TOLD_ABOVE if self.answer == DRAFT else 1 - AGAIN_ABOVE
        )  # two readers, or one so sure
        is_wanted = self.change.value("draft", above) in ("new", "send")
        return LETTER in self._asked_names or is_wanted

    @property
    def _asked_names(self) -> list[str]:
        return [*self.entities("question"), *(self.tracker.latest_message.get("asks") or [])]

    @property
    def awaited(self) -> str | None:
        """What the bot's last words asked for."""
        awaited: str | None = self.tracker.slots.get("awaits")
        return awaited

    @property
    def cases(self) -> Cases:
        """The cases that are spoken of, with what this message tells once that is kept."""
        if self._cases is None:
            accounts = self.tracker.slots.get("cases") or []
            self._cases = Cases(tuple(accounts))
        return self._cases

    @property
    def is_read(self) -> bool:
        """Return True if the message was read in its exchange, as what is typed is."""
        return ANSWER in self.tracker.latest_message

    @property
    def reply(self) -> str | None:
        """Return `yes`, `no` or `neither` where that answers what is asked or supposed."""
        return self._likely("reply", SIDE_ABOVE)

    @property
    def answer(self) -> str | None:
        """Return the answer that the message asks for in its exchange, as data/answers has it."""
        return self._likely("answer", TOLD_ABOVE)

    def _likely(self, name: str, above: float) -> str | None:
        likely = (self.tracker.latest_message.get(ANSWER) or {}).get(name, {})
        return next((value for value, p in likely.items() if p > above), None)

    @cached_property
    def change(self) -> Change:
        """The change that the message makes to a draft."""
        return change_in(self.tracker.latest_message.get(DRAFT))

    @property
    def draft(self) -> Draft | None:
        """The draft that was given last in this conversation."""
        stored = self.tracker.slots.get(DRAFT)
        return Draft.of(stored) if stored else None

    def keep_draft(self, draft: Draft) -> None:
        """Keep the draft from now on."""
        self.events.append(SlotSet(DRAFT, draft.stored()))

    def changes_before(self) -> list[Change]:
        """The changes of the messages before this one, the latest first."""
        return [change_in(m.get("parse_data", {}).get(DRAFT)) for m in self._messages_before()]

    def keep_cases(self, cases: Cases) -> None:
        """Keep the cases from now on."""
        self._cases = cases
        self.events.append(SlotSet("cases", [dict(account) for account in cases.accounts]))

    @property
    def topics(self) -> list[str]:
        """The topics that were answered last."""
        names = self.tracker.slots.get("topic") or ""
        return [name for name in names.split("+") if name in self.facts.topics]

    @property
    def asks_about_case(self) -> bool:
        """Whether the questions about one case are under way."""
        return self.awaited in QUESTIONS_ABOUT_CASE

    @cached_property
    def deadline(self) -> Deadline | None:
        """When the writer needs an answer, if the message says so.

        The time of a question about opening hours is none, nor is that of what is told of a case
        ("han skriver på i morgon"), unless it says to be one.
        """
        asks_hours = "?" in self.text and _ASKS_HOURS.search(self.text.lower())
        is_other = asks_hours or self.intent == TELL_CASE
        if self.text.startswith("/") or (is_other and not states_deadline(self.text)):
            return None
        return next(read_deadlines([self.text, *self._wishes_before()], self.now))

    @property
    def is_urgent(self) -> bool:
        """Whether the answer is needed so soon that one rings rather than writes."""
        return self.deadline is not None and is_urgent(self.deadline.moment, self.now)

    @property
    def is_only_a_deadline(self) -> bool:
        """Whether the message says when it is published, or until when an answer is waited for,
        and too little else to be understood."""
        most = _SHORT_FOR_PRESS if self.intent == PRESS else _SHORT
        short = len(self.text.split()) <= most
        until = "?" not in self.text and _UNTIL.match(self.text.lower())
        stated = states_deadline(self.text) or until
        return bool(short and self.deadline is not None and stated)

    def entities(self, name: str) -> list[str]:
        """The values of an entity in the message, in order."""
        entities = self.tracker.latest_message.get("entities") or []
        return [entity["value"] for entity in entities if entity["entity"] == name]

    def words(self, name: str) -> str:
        """A sentence of the facts' wording in the conversation's language."""
        return self.facts.wording[name][self.language]

    def say(self, card: Card) -> None:
        """Utter a card, with its text beside it for those who draw nothing.

        Raises:
            CardError: the card breaks its schema.
        """
        self.dispatcher.utter_message(text=card["text"], json_message=validate_card(card))

    def remember(self, topic: str) -> None:
        """What is spoken of from now on, `a+b` for two topics; questions are forgotten."""
        self.events += [SlotSet("topic", topic), SlotSet("question", None)]

    def remember_questions(self, names: list[str]) -> None:
        """The questions that were answered last."""
        self.events.append(SlotSet("question", "+".join(names)))

    @property
    def questions(self) -> list[str]:
        """The questions that were answered last, if what was answered last were questions."""
        names = (self.tracker.slots.get("question") or "").split("+")
        return [name for name in names if name in self.facts.questions]

    @property
    def last_was_letter(self) -> bool:
        """Whether a draft was given last."""
        return bool(self.tracker.slots.get("question") == LETTER)

    @property
    def is_pair(self) -> bool:
        """Whether two topics are wished for at once."""
        return BOTH in self.intent

    def ask(self, card: Card, awaits: str) -> None:
        """Utter a card whose last words ask for something."""
        self.say(card)
        self.awaits = awaits

    def respond(self, response: str) -> None:
        """Utter a response of the domain, or the wording that stands in for it.

        The choices stand below the wording, but where the response itself has no buttons.
        """
        reply = f"reply_{response.removeprefix('utter_')}"
        if reply not in self.facts.wording:
            self.dispatcher.utter_message(response=response)
        elif self._has_buttons(response):
            replies = choices(self.facts, self.language)
            self.ask(message_card(self.words(reply), self.language, replies), CHOICES)
        else:
            self.say(message_card(self.words(reply), self.language))

    def _has_buttons(self, response: str) -> bool:
        """Whether a response of the domain has buttons; one that is not there is taken to."""
        variations = self.domain.get("responses", {}).get(response)
        return not variations or any(variation.get("buttons") for variation in variations)

    def comes_after(self, action: str) -> bool:
        """Whether an action ran in the turn before this one."""
        previous = next(iter(self.last_turns()), [])
        return any(e["event"] == "action" and e.get("name") == action for e in previous)

    def entities_before(self, name: str) -> list[str]:
        """The values of an entity in the last message before this one that has any."""
        for message in self._messages_before():
            entities = message.get("parse_data", {}).get("entities") or []
            if values := [e["value"] for e in entities if e["entity"] == name]:
                return values
        return []

    @property
    def regions(self) -> list[str]:
        """The regions that this message names."""
        return _regions_in(self.tracker.latest_message)

    def regions_before(self) -> list[str]:
        """The regions in the last message before this one that names any."""
        return next(filter(None, map(_regions_in, self._messages_before())), [])

    def texts_before(self) -> list[str]:
        """What was written before this message, the latest first."""
        return [message.get("text") or "" for message in self._messages_before()]

    def deadline_before(self) -> Deadline | None:
        """When the writer needs an answer, as an earlier message of this conversation says, and
        none after it takes back."""
        texts = [] if self.text.startswith("/") else [self.text]
        texts += self._wishes_before()
        still = list(takewhile(lambda text: not waives_deadline(text), texts))
        deadlines = read_deadlines(still, self.now)
        return next((d for d in deadlines if d and d.moment > self.now), None)

    def _wishes_before(self) -> list[str]:
        """What was typed before this message, the latest first, but for what is told of a case."""
        return [text for text in map(_wished, self._messages_before()) if text]

    def _messages_before(self) -> list[dict[str, Any]]:
        users = [event for event in self.tracker.events if event["event"] == "user"]
        return users[-2::-1]

    @property
    def was_offered(self) -> bool:
        """Whether the bot's last words ended in an offer, in a sentence and not a button alone."""
        events = next(iter(self.last_turns()), [])
        cards = [(event.get("data") or {}).get("custom") or {} for event in events]
        return any(card.get("offer") for card in cards)

    def replies_before(self) -> list[QuickReply]:
        """The quick replies that the bot's last message with any offered, in their order."""
        for events in self.last_turns()[:1]:
            for event in reversed(events):
                data = event.get("data") or {} if event["event"] == "bot" else {}
                replies = (data.get("custom") or {}).get("quick_replies") or data.get("buttons")
                if replies:
                    return list(replies)
        return []

    def was_just_said(self, card: Card) -> bool:
        """Whether all that the card says but its lead was said in the turn before this one.

        A button that is pressed again asks for what it says, and a notice is news. A card without
        contacts has nobody to ask.
        """
        if self.text.startswith("/") or self.questions or card["notices"] or not card["contacts"]:
            return False
        events = next(iter(self.last_turns()), [])
        said = [(event.get("data") or {}).get("custom") for event in events]
        return any(one and _content(one) == _content(card) for one in said)

    def was_just_answered(self, card: Card) -> bool:
        """Whether a card's questions were answered in its words, or with more, in the turn before
        this one; a button that is pressed again asks for what it says."""
        if self.text.startswith("/"):
            return False
        events = next(iter(self.last_turns()), [])
        said = [(event.get("data") or {}).get("custom") or {} for event in events]
        first = card["lead"].partition(".")[0]
        return any(
            one.get("question") == card["question"] and one.get("lead", "").startswith(first)
            for one in said
        )

    @property
    def text_before(self) -> str | None:
        """What was written in the turn before this one, as it is stored."""
        events = next(iter(self.last_turns()), [])
        return next((event.get("text") for event in events if event["event"] == "user"), None)

    @staticmethod
    def cards(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The cards among the events of a turn."""
        cards = [(event.get("data") or {}).get("custom") for event in events]
        return [card for card in cards if card]

    @staticmethod
    def leads(events: Iterable[Mapping[str, Any]]) -> list[str]:
        """The first words of the cards among the events of a turn."""
        return [card["lead"] for card in ActionTurn.cards(events) if card.get("lead")]

    def this_turn(self) -> list[dict[str, Any]]:
        """The events since the latest message."""
        return list(takewhile(lambda event: event["event"] != "user", self.tracker.events[::-1]))

    def last_turns(self) -> Sequence[list[dict[str, Any]]]:
        """The events of each turn before this one, the latest first."""
        turns: list[list[dict[str, Any]]] = [[]]
        for event in self.tracker.events:
            if event["event"] == "user":
                turns.append([])
            turns[-1].append(event)
        return turns[-2::-1]


def _regions_in(message: Mapping[str, Any]) -> list[str]:
    entities = (message.get("parse_data") or message).get("entities") or []
    named = [e for e in entities if e["entity"] == "organisation" and e.get("end")]
    return regions_in(message.get("text") or "", ((e["start"], e["end"]) for e in named))


def _content(card: Mapping[str, Any]) -> list[Any]:
    """What a card says but its lead and its notices."""
    return [card.get(part) for part in ("topic", "language", "contacts", "rules", "links")]


def _wished(message: Mapping[str, Any]) -> str:
    """The text of a message; "" of a button, and of what is told of a case and says no deadline."""
    text: str = message.get("text") or ""
    intent = (message.get("parse_data") or {}).get("intent", {}).get("name")
    is_told = intent == TELL_CASE and not states_deadline(text)
    return "" if is_told or text.startswith("/") else text
