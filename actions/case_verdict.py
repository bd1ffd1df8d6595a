"""Whether one case can be commented on: what is told of it, and what that comes to."""

from __future__ import annotations

import re
from typing import override

from rasa_sdk.events import SlotSet

from actions.desk_action import DeskAction
from actions.letters import letter_replies
from actions.questions import say_questions
from actions.turn import ActionTurn
from contracts.conversation import CONSENT, LETTER_OFFER, STAGE
from contracts.intents import CASE
from desk.cards import QuickReply, topic_card, with_notice, with_offer

_COURT = "court"  # a stage that the page says nothing of
_COURT_QUESTION = "not_stated/case_in_court"
_UNKNOWN = "unknown"
# How sure the reader must be of both for a "yes": else what it is unsure of is asked for.
SURE_OF_CASE = 0.75
# Stages in which no comment is given whatever the consent.
_CLOSED = frozenset(("not_in", "investigated", "reconsidered"))
# Words beside which neither a consent nor a decision is plain, in a clause that is not about the
# other of the two alone.
_DOUBT = re.compile(
    r"\b(?:inte|ej|icke|inget|ingen|inga|utan|saknar|vägra\w*|aldrig|tror|kanske|borde|oklart"
    r"|osäker\w*|tvek\w*|hesitat\w*|rättare sagt|egentligen|not|no|never|without|nobody|nothing"
    r"|thinks?|maybe|perhaps|unsure|unclear|refus\w*|rather)\b|n't\b|n’t\b"
)
_CLAUSE_END = re.compile(r"[.,;:!?–]|\b(?:och|men|fast|medan|eller|and|but|while|or)\b")
_ABOUT = {
    CONSENT: re.compile(
        r"samtyck|underteckn|skriv\w* (?:på|under)|påskriv|underskr|signer|namnteckn|blankett"
        r"|medgiv|fullmakt|papper|lov att|consent|sign|\bform\b|paper"
    ),
    STAGE: re.compile(
        r"beslut|avslag|avsl[åo]g|avgj|bevilj|indrag|nekad|\bnej\b|ansök|\bsökt|skickat in|ärende"
        r"|ompröv|överklag|rätten|utred|handlägg|decision|decid|reject|grant|denied|refused"
        r"|turned down|appl(?:y|ied|ication)|claim|review|appeal|court|investigat"
    ),
}
# Words that make one of the two doubtful wherever they stand.
_DEATH = r"|d[öo]da?|dött|dog|avlid\w*|bort(?:gången|gångna)|died|dead|deceased|passed away"
_DOUBT_OF = {
    CONSENT: re.compile(
        r"\b(?:muntlig\w*|telefon\w*|band|inspel\w*|sagt|lovat|lovar|ska (?:skriva|underteckna)"
        r"|kommer att|tänker|vill skriva|för underskrift|for signature|hustru\w*|maka\w*|frun"
        r"|änka\w*|änklingen|syster\w*|brodern|sonen|dottern|anhörig\w*|dra\w* tillbaka"
        r"|verbal\w*|oral\w*|phone|tape|told|said|promis\w*|will sign|going to sign"
        rf"|wants to sign|wife|husband|widow\w*|sister|brother|withdr\w*{_DEATH})\b"
    ),
    STAGE: re.compile(
        r"\b(?:ompröv\w*|överklag\w*|domstol\w*|\w*rätten|utred\w*|vänta\w*|kompletter\w*"
        r"|behandlas|reconsider\w*|review\w*|appeal\w*|court\w*|investigat\w*|wait\w*"
        rf"|pending{_DEATH})\b"
    ),
}
# A reconsideration that is over: there is a decision again.
_RECONSIDERED_ALREADY = re.compile(
    r"(?<!inte )(?<!ej )\bredan ompröva[td]s?\b|\bfärdigompröva[td]s?\b"
    r"|\bomprövningen (?:är|blev) (?:redan |nu )?(?:klar|färdig|avslutad|gjord|över)\b"
    r"|(?<!not )\balready (?:been )?reconsidered\b"
    r"|\breconsideration (?:is|was) (?:already )?(?:done|over|finished|complete)\b"
)
# And what says so of the decision itself: where the case is now need not be asked.
_DECIDED_ANEW = re.compile(
    r"\b(?:omprövningsbeslut(?:et)?|beslut(?:et)? (?:på|i|efter|om) omprövningen)"
    r" (?:är |har (?:nu |redan )?)?(?:kom|kommit|klart|fattat|fattats|fattades)\b"
    r"|\b(?:the )?decision on the reconsideration (?:has )?(?:come|came|arrived|been made)\b"
)
# A decision that is named beside its reconsideration is one to be reconsidered.
_TO_BE_RECONSIDERED = re.compile(
    r"(?<!inte )(?<!ej )(?<!aldrig )\b(?:ska omprövas|begärt omprövning|omprövas nu"
    r"|(?<!not )(?<!never )(?<!n't )asked for (?:a )?reconsideration|is being reconsidered)\b"
)
# A consent that is promised is none yet.
_PROMISED = re.compile(
    r"(?<!inte )\b(?:lovat|lovar|lovade)(?: mig)?(?: att)? (?:skriva|signera|underteckna)"
    r"|\b(?:promised|promises) (?:me )?to sign\b"
)
# Somebody else's signature: the page does not say what it is worth.
_ANOTHER = (
    r"(?:hustru\w*|maka[ns]?|frun|mamma\w*|pappa\w*|modern|fadern|föräldrar\w*|anhörig\w*"
    r"|god man(?:nen)?|förvaltare\w*|wife|husband|mother|father|guardian|trustee)"
)
_SIGNED_BY_ANOTHER = re.compile(
    rf"\b{_ANOTHER}(?: (?:är|is) (?:\w+ ){{1,3}}(?:och|and)(?: (?:hon|han|she|he))?)?"
    r" (?:har |has |kan |can )?(?:skrivit|skrev|skriva|undertecknat|signerat|signed|sign) "
    r"(?:på|under|it|the|for|i|åt)\b"
)
_RELATIVE = "not_stated/consent_relative"
# Questions whose answer is the verdict's own.
_ASKS_FOR_VERDICT = frozenset(
    f"ask/{name}"
    for name in (
        "case_comment",
        "case_investigated",
        "case_before_application",
        "case_before_decision",
        "case_wait",
        "case_reconsidered",
        "consent_needed",
        "consent_written",
    )
)
# The other answer, a tap away, by what the verdict took for granted.
_CHANGES = {
    CONSENT: {"has": "lacks", "lacks": "has", _UNKNOWN: "has"},
    STAGE: {
        "decided": "investigated",
        "investigated": "decided",
        "not_in": "decided",
        "reconsidered": "decided",
        _UNKNOWN: "decided",
    },
}


# No doubt of a decision: nobody has asked for another, nor will.
_NOT_ASKED_FOR = re.compile(
    r"\b(?:(?:inte|ej|aldrig) (?:begär(?:t|de)|bett om|överklaga(?:t|de))"
    r"|(?:begärde|överklagade) (?:inte|ej|aldrig))"
    r"(?: (?:någon|nån))?(?: omprövning\w*)?(?= *(?:[.,;!]|$))"
)
_STILL = re.compile(
    r"\b(?:än|ännu|ska|skall|tänker|kommer|funderar|planerar|kan|hinner|hunnit"
    r"|vill|överväger|hittills|håller på)\b"
)
_VERDICT = "case_"
_BRIEF = 14  # words
# "Beslutet är från mars", "hon fick beslutet nyss", and neither "hans beslut" nor "och den andra?":
# those may be another's.
_MORE_OF_IT = re.compile(
    r"(?:(?:ja|nej|men|och|jo|nu) )?"
    r"(?:(?:hon|han|hen|she|he) (?:fick|(?:har|has) (?:nu |now )?(?:fått|got)|got) )?"
    r"(?:beslutet|samtycket|the decision|the consent)\b"
    r"(?!.*\b(?:andra?|annan|annat|hans|hennes|hens|deras|också|även|nya?"
    r"|other|new|his|her|their|also|too)\b)"
)


def allows_plainly(slot: str, value: str, text: str) -> bool:
    """Whether a value that a "yes" needs may be taken from these words, whatever a reader thinks.

    True of every other value. A wrong "yes" costs more than asking once more.
    """
    if not _allows(slot, value) or text.startswith("/"):
        return True
    text = text.lower()
    text = _DECIDED_ANEW.sub("", text)
    if not _STILL.search(text):
        text = _NOT_ASKED_FOR.sub("", text)
    if _DOUBT_OF[slot].search(text):
        return False
    other = STAGE if slot == CONSENT else CONSENT
    return not any(
        _DOUBT.search(clause) and (_ABOUT[slot].search(clause) or not _ABOUT[other].search(clause))
        for clause in _CLAUSE_END.split(text)
    )


def _allows(slot: str, value: str) -> bool:
    return value == {CONSENT: "has", STAGE: "decided"}[slot]


def told_of_case(turn: ActionTurn) -> dict[str, str]:
    """What this message tells: `consent` and `case_stage`, as far as it does.

    Nothing where it asks for something else, such as what the page is silent on: a verdict
    would pass over it.
    """
    if not _ASKS_FOR_VERDICT.issuperset(turn.asks):
        return {}
    told = {slot: turn.entities(slot)[:1] for slot in (CONSENT, STAGE)}
    told[STAGE] = [stage_by_words(stage, turn.text) for stage in told[STAGE]]
    if told[CONSENT] == ["has"] and _PROMISED.search(turn.text.lower()):
        told[CONSENT] = ["lacks"]
    return {slot: values[0] for slot, values in told.items() if values}


def stage_by_words(stage: str, text: str) -> str:
    """The stage that was read, unless the words say that a reconsideration is over, or to come."""
    lower = text.lower()
    if stage == "reconsidered" and any(
        over.search(lower) for over in (_RECONSIDERED_ALREADY, _DECIDED_ANEW)
    ):
        return "decided"
    if stage == "decided" and _TO_BE_RECONSIDERED.search(lower):
        return "reconsidered"
    return stage


def say_verdict(turn: ActionTurn) -> bool:
    """The verdict, when enough is told for one, with what was told before; else false."""
    if not turn.asks and _SIGNED_BY_ANOTHER.search(turn.text.lower()):
        say_questions(turn, [_RELATIVE])
        return True
    told = _sure(turn)
    if not told:
        return False
    # A case that is described anew is another one.
    is_another = turn.intent == CASE and not _is_of_the_same(turn)
    known = told if is_another else {**_known(turn), **told}
    consent, stage = known.get(CONSENT), known.get(STAGE)
    if stage == _COURT:
        say_questions(turn, [_COURT_QUESTION])
        _remember(turn, known)
        return True
    if stage in _CLOSED or consent == "lacks" or (consent and stage):
        _say(turn, consent or _UNKNOWN, stage or _UNKNOWN, known)
        return True
    _remember(turn, known)
    turn.events += [SlotSet(slot, value) for slot, value in known.items()]
    return False


def _is_of_the_same(turn: ActionTurn) -> bool:
    """Whether a message after a verdict says more of that case: of its decision, briefly."""
    after_verdict = any(topic.startswith(_VERDICT) for topic in turn.topics)
    text = turn.text.lower()
    return after_verdict and len(text.split()) < _BRIEF and bool(_MORE_OF_IT.match(text))


def _sure(turn: ActionTurn) -> dict[str, str]:
    """What is told, for a verdict and to be kept for one.

    What a "yes" rests on must be sure: else it is asked for. Where words beside it make it
    doubtful it is not known, if the other of the two is told as well.
    """
    told = told_of_case(turn)
    plain = {s: value for s, value in told.items() if allows_plainly(s, value, turn.text)}
    sure = {
        s: v for s, v in plain.items() if not _allows(s, v) or turn.confidence(s) >= SURE_OF_CASE
    }
    doubtful = told.keys() - plain.keys() if len(told) > 1 else ()
    return {**sure, **dict.fromkeys(doubtful, _UNKNOWN)}


class ActionCaseVerdict(DeskAction):
    """Says whether the case can be commented, as the facts' `case_guide` has it."""

    @override
    def name(self) -> str:
        return "action_case_verdict"

    @override
    def answer(self, turn: ActionTurn) -> None:
        """One card, once both questions are answered."""
        slots = turn.tracker.slots
        consent, stage = slots[CONSENT] or _UNKNOWN, slots[STAGE] or _UNKNOWN
        if stage == _COURT:
            say_questions(turn, [_COURT_QUESTION])
            _remember(turn, {CONSENT: slots[CONSENT], STAGE: stage})
        else:
            known = {CONSENT: slots[CONSENT], STAGE: slots[STAGE]}
            _say(turn, consent, stage, {slot: value for slot, value in known.items() if value})


def _say(turn: ActionTurn, consent: str, stage: str, known: dict[str, str]) -> None:
    topic = turn.facts.case_guide[consent, stage]
    is_possible = _allows(CONSENT, consent) and _allows(STAGE, stage)
    letters = letter_replies(turn, [CASE]) if is_possible else []
    # Whoever lacks the consent needs the form; others have had form and rules with the case's card.
    is_brief = _speaks_of_case(turn) and (_allows(CONSENT, consent) or stage in _CLOSED)
    card = topic_card(
        turn.facts,
        topic.name,
        turn.language,
        turn.now,
        [*letters, *_changes(turn, known), *(_rules_reply(turn) if is_brief else [])],
        deadline=turn.deadline,
        is_brief=is_brief,
    )
    if assumed := _assumed(turn, known):
        card = with_notice(card, assumed)
    if letters and not turn.is_urgent:
        turn.ask(with_offer(card, turn.words("offer_letter")), LETTER_OFFER)
    else:
        turn.say(card)
    turn.remember(topic.name)
    _remember(turn, known)


def _known(turn: ActionTurn) -> dict[str, str]:
    """What was told before of the case that is spoken of."""
    slots = turn.tracker.slots
    if not _speaks_of_case(turn):
        return {}
    known = {slot: slots.get(f"known_{slot}") or slots.get(slot) for slot in (CONSENT, STAGE)}
    return {slot: value for slot, value in known.items() if value}


def _speaks_of_case(turn: ActionTurn) -> bool:
    """Whether the case's card, or a verdict, was answered last."""
    return any(topic == CASE or topic.startswith(_VERDICT) for topic in turn.topics)


def _rules_reply(turn: ActionTurn) -> list[QuickReply]:
    """The button that leads to the form, the steps and the rules."""
    more = turn.facts.topics[CASE].more
    return [{"title": more[turn.language], "payload": f"/{CASE}"}] if more else []


def forget_case(turn: ActionTurn) -> None:
    """Nothing is known of the case that is spoken of."""
    _remember(turn, {})


def _remember(turn: ActionTurn, known: dict[str, str]) -> None:
    """Keep what is told for a correction; the form's own answers are forgotten."""
    for slot in (CONSENT, STAGE):
        turn.events += [SlotSet(slot, None), SlotSet(f"known_{slot}", known.get(slot))]


def _assumed(turn: ActionTurn, known: dict[str, str]) -> str:
    parts = {slot: turn.words(f"assumed_{slot}_{value}") for slot, value in known.items()}
    if len(parts) == 2:
        words = turn.words("verdict_assumed")
        return words.format(consent=parts[CONSENT], stage=parts[STAGE])
    return turn.words("verdict_assumed_one").format(assumed=next(iter(parts.values())))


def _changes(turn: ActionTurn, known: dict[str, str]) -> list[QuickReply]:
    """One button a thing taken for granted, with the other answer."""
    return [
        {
            "title": turn.words(f"change_{slot}_{other}"),
            "payload": f'/tell_case{{"{slot}": "{other}"}}',
        }
        for slot, value in known.items()
        if (other := _CHANGES[slot].get(value))
    ]
