"""Answers every intent: from the facts if they know it, else with the domain's own response."""

from __future__ import annotations

from typing import override

from rasa_sdk.events import SlotSet

from actions.case.questions import ask_again, ask_or_judge
from actions.case.told import CHOICES, asks_for_verdict, take_in
from actions.case.verdict import (
    say_next_step,
    say_verdict,
    say_verdict_again,
    say_when_commented,
)
from actions.choices import AFFIRM, DENY, answer_offer, choose
from actions.desk_action import DeskAction
from actions.letters import change_letter, say_letter
from actions.not_understood import is_lost, say_again_or_press, say_press
from actions.questions.answers import (
    BOT_CANNOT,
    PRIVATE_MAIL,
    UNREACHABLE,
    asks_nothing_new,
    cannot_call,
    counts_on,
    questions_meant,
    say_questions,
)
from actions.questions.contact_check import say_contact_check
from actions.questions.document_by_consent import DOCUMENT_BY_CONSENT, asks_consent_for_document
from actions.questions.emergency import is_still_an_emergency, say_emergency
from actions.questions.other_persons import DEPUTY, seeks_another
from actions.questions.what_it_is import BOT, asks_what_it_is
from actions.questions.which_law import say_law
from actions.repair import say_held, say_more, say_summary
from actions.topics import say_topics
from actions.turn import EMERGENCY, ActionTurn
from actions.who_writes import (
    COOPERATION,
    has_said_to_be_none,
    is_for_a_body,
    is_not_for_press,
    say_not_press,
    says_to_be_one,
)
from contracts.conversation import CASE_OFFER
from contracts.events import PRESS_LINE
from contracts.intents import ALL_ELSE, CASE, OUT_OF_SCOPE, PRESS, PRIVATE, TELL_CASE
from desk.cards import topic_card
from desk.ways_tried import is_unanswered

# Intents that leave the questions about one case although no topic bears their name.
_ENDS_CASE = frozenset(("help", "goodbye", BOT))
_WORDS_OF_A_NO = 3
# What the whole of a topic answers, or nothing of it does: asked before the topic's card has been
# given, its answer leads that card.
_OF_THE_WHOLE = frozenset(
    (
        *("ask/records_where", "ask/consent_needed", "ask/case_comment"),
        *("not_stated/confirm", "not_stated/press_else", "not_stated/case_else"),
        *("not_stated/statistics_else", "not_stated/records_else"),
    )
)
_OF_WHAT_WAS_SAID = {"doubt": say_held, "sum_up": say_summary, "more": say_more}
_POLITE = frozenset(("greet", "thanks"))
_ABOUT_CASE = frozenset((CASE, TELL_CASE))


class ActionAnswer(DeskAction):
    """The answer to the question asked, or the card of the topic that bears the intent's name.

    An intent without either is answered by `utter_<intent>`, and without that by the press line.
    """

    @override
    def name(self) -> str:
        return "action_answer"

    @override
    def answer(self, turn: ActionTurn) -> None:
        is_danger = EMERGENCY in turn.asks or is_still_an_emergency(turn)
        is_told = not is_danger and take_in(turn)
        if is_danger:
            say_emergency(turn)
        elif change_letter(turn) or say_contact_check(turn):
            pass
        elif is_lost(turn):
            say_press(turn)
        elif turn.intent in ("inform", "check_case"):
            ask_or_judge(turn)
        elif _was_not_answered(turn):
            say_questions(turn, [UNREACHABLE])
        elif turn.intent in _ABOUT_CASE and not turn.asks and has_said_to_be_none(turn):
            _say_who_may_know(turn)
        elif say_next_step(turn) or _judge(turn, is_told=is_told):
            pass
        elif turn.wants_letter:
            say_letter(turn)
        elif say_law(turn) or say_when_commented(turn):
            _go_on(turn)
        elif is_for_a_body(turn):
            say_questions(turn, [COOPERATION])
        elif counts_on(turn) or asks_nothing_new(turn):
            say_questions(turn, turn.questions)
            _go_on(turn)
        elif turn.asks or seeks_another(turn) or asks_consent_for_document(turn):
            _answer_questions(turn)
        elif turn.intent in _OF_WHAT_WAS_SAID and turn.topics:
            _OF_WHAT_WAS_SAID[turn.intent](turn)
        elif turn.asks_about_case and not self._ends_case(turn):
            self._in_case(turn)
        elif turn.intent in CHOICES:
            choose(turn)
        elif turn.intent in (AFFIRM, DENY) and answer_offer(turn):
            pass
        else:
            self._by_intent(turn)

    def _by_intent(self, turn: ActionTurn) -> None:
        _remember_label(turn)
        topics = _topics(turn)
        response = f"utter_{turn.intent}"
        if turn.intent == TELL_CASE and not topics:  # and nothing new is told
            if turn.awaited == CASE_OFFER or turn.cases.focus:
                ask_or_judge(turn)
            else:
                turn.respond("utter_dont_know")
            return
        if topics == [PRIVATE] and cannot_call(turn) and PRIVATE_MAIL in turn.facts.questions:
            say_questions(turn, [PRIVATE_MAIL])
        elif topics == [PRIVATE] and says_to_be_one(turn):
            say_topics(turn, [PRESS])
        elif topics == [PRESS] and turn.intent == PRESS and is_not_for_press(turn):
            say_not_press(turn)
        elif topics:
            say_topics(turn, topics)
        elif turn.topics == [PRIVATE] and _says_more(turn):
            say_topics(turn, [PRIVATE])
        elif _asks_bot_to_help(turn):
            say_questions(turn, [BOT_CANNOT])  # the press line is no help
        elif turn.intent == OUT_OF_SCOPE:
            say_again_or_press(turn)
        elif response in turn.domain.get("responses", {}):
            turn.respond(response)
        else:
            turn.say(topic_card(turn.facts, PRESS_LINE, turn.language, turn.now))

    @staticmethod
    def _in_case(turn: ActionTurn) -> None:
        """Answer what is no answer to a question about one case, and ask again."""
        if turn.intent in _POLITE:
            turn.respond(f"utter_{turn.intent}")
        elif turn.intent == CASE and "?" in turn.text:
            turn.say(topic_card(turn.facts, CASE, turn.language, turn.now))
        ask_or_judge(turn)

    @staticmethod
    def _ends_case(turn: ActionTurn) -> bool:
        return turn.intent in _ENDS_CASE or bool(set(_topics(turn)) - {CASE})


def _judge(turn: ActionTurn, *, is_told: bool) -> bool:
    """Give the verdict on a case, or ask on for one, where a message tells of it and asks nothing
    but what a verdict answers."""
    if not is_told:
        return say_verdict_again(turn)
    if {*turn.wishes} & turn.facts.topics.keys() - {CASE, PRESS}:
        return False
    asks = {name for name in turn.asks if not name.endswith(ALL_ELSE)}
    asks_it = any(asks_for_verdict(turn, name) for name in asks)
    if asks and not asks_it and not turn.asks_about_case:
        return False
    if say_verdict(turn):
        return True
    # The rules come first where a case is described, and no consent is told of.
    goes_on = turn.intent != CASE or "consent" in turn.cases.focus
    return goes_on and ask_again(turn)


def _go_on(turn: ActionTurn) -> None:
    """Ask again what was asked of a case, below the answer to something else about it."""
    if turn.asks_about_case:
        ask_again(turn)


def _say_who_may_know(turn: ActionTurn) -> None:
    """To an employer or a relative who asks of a case: the rules are journalists' alone."""
    if is_for_a_body(turn):
        say_questions(turn, [COOPERATION])
    else:
        say_not_press(turn)


def _was_not_answered(turn: ActionTurn) -> bool:
    """Whether the writer has called or mailed in vain, and asks nothing else."""
    may_be = turn.intent in (PRESS, *_ABOUT_CASE) and not turn.asks and not turn.wants_letter
    return may_be and is_unanswered(turn.text)


def _says_more(turn: ActionTurn) -> bool:
    """Whether a no is more than one, and answers nothing: "den har inte kommit"."""
    is_no = turn.intent in (DENY, "dont_know") and turn.awaited is None
    return is_no and len(turn.text.split()) > _WORDS_OF_A_NO


def _asks_bot_to_help(turn: ActionTurn) -> bool:
    """Whether a private person asks the bot to do something, and not what it is."""
    is_private = turn.intent == BOT and PRIVATE in turn.topics
    return is_private and not asks_what_it_is(turn) and BOT_CANNOT in turn.facts.questions


def _topics(turn: ActionTurn) -> list[str]:
    """The topics that bear the intent's name, and of a third wish; of a bare deadline those spoken
    of."""
    if turn.intent in (OUT_OF_SCOPE, PRESS, TELL_CASE) and turn.is_only_a_deadline:
        return turn.topics or [PRESS]
    return [name for name in turn.wishes if name in turn.facts.topics]


def _answer_questions(turn: ActionTurn) -> None:
    """The answers, and the card of a wish beside them; of what words alone tell, too."""
    in_words = DOCUMENT_BY_CONSENT if asks_consent_for_document(turn) else DEPUTY
    asks = questions_meant(turn, turn.asks or [in_words])
    if _is_of_the_whole(turn, asks):
        say_topics(turn, [turn.facts.questions[asks[0]].topic], led_by=asks[0])
        turn.remember_questions(asks)
    else:
        say_questions(turn, asks)
    answered = {turn.facts.questions[name].topic for name in asks}
    known = answered | {*turn.topics}  # whose card was just given
    others = [name for name in _topics(turn) if name not in known] if turn.is_pair else []
    if others:
        say_topics(turn, others)
    elif answered <= {CASE}:
        _go_on(turn)


def _is_of_the_whole(turn: ActionTurn, asks: list[str]) -> bool:
    """Whether the whole card of a topic, which has not been given, answers what is asked."""
    topic = turn.facts.questions[asks[0]].topic
    is_new = topic not in turn.topics and not turn.is_pair
    return is_new and len(asks) == 1 and asks[0] in _OF_THE_WHOLE


def _remember_label(turn: ActionTurn) -> None:
    """What was chosen when asked back is the label of the message before, for trainers."""
    after_question = turn.comes_after("action_ask_back")
    if after_question and turn.text.startswith("/") and turn.intent in turn.facts.topics:
        turn.events.append(SlotSet("chosen_label", turn.intent))
