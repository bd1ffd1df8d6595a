"""Whether the writer is a journalist, as far as the conversation says."""

from __future__ import annotations

import re

from actions.turn import ActionTurn
from contracts.intents import CASE, HUMAN, OUT_OF_SCOPE, PRESS, PRIVATE, TELL_CASE
from desk.cards import Card, QuickReply, contact_card, with_lead

_NOT_PRESS = "not_press"
_TRADE = (
    r"(?:arbetsgivare|hyresvärd|leverantör|läkare|sjuksköterska|kurator|tandläkare|pensionär"
    r"|socialsekreterare|handläggare|lärare|säljare|konsult|privatperson|god man|anhörig"
    r"|employer|landlord|supplier|doctor|nurse|teacher|pensioner"
    r"|private (?:person|individual))"
)
_IS_NONE = re.compile(
    r"\b(?:inte|ej|varken|ingen|inga) (?:\w+ )?(?:journalist|reporter)(?:er)?\b"
    r"|\b(?:är|e) (?:ju )?(?:inte|ej) (?:från )?(?:press(?:en)?|medierna?)\b|\binte från pressen\b"
    r"|\b(?:not|no|neither) (?:\w+ ){0,2}(?:journalist|reporter)s?\b|\bnot (?:from )?the press\b"
    rf"|\b(?:jag|vi) (?:är|e|jobbar som) (?:ju |en |ett |bara )*{_TRADE}\b"
    rf"|\b(?:i am|i'm|i’m|we are|we're) (?:\w+ ){{0,2}}{_TRADE}\b"
    rf"|^(?:\w+, |hej[,!.]? |hello[,!.]? )?{_TRADE},? (?:här|inte|not|here)\b"
)
_IS_ONE = re.compile(
    r"\bja(?:g)? (?:är|e|jobbar som) (?:ju |en |faktiskt |själv )*(?:frilans\w*|journalist|reporter"
    r"|redaktör|skribent)"
    r"|\b(?:i am|i'm|i’m) (?:an? )?(?:\w+ )?(?:journalist|reporter|editor|freelancer?)\b"
    r"|\b(?:journalist|reporter|redaktör) (?:på|från|at|with|from)\b"
)
_NEWSROOM = re.compile(
    r"\b(?:redaktion(?:en)?|newsroom|reportage(?:t)?|intervjuperson(?:en)?|interviewees?"
    r"|(?:jag|vi) (?:har |hade )?(?:nyss |precis )?intervju(?:at|ade)"
    r"|(?:i|we) (?:have )?interviewed"
    r"|(?:en|vår|min) (?:läsare|lyssnare|tittare|källa)"
    r"|(?:a|our|my) (?:reader|listener|viewer|source))\b"
)
_PRESS_TRADE = re.compile(r"(?:journalist|reporter|redaktör|editor)\b|frilans|freelanc")
_OWN = re.compile(r"\b(?:min|mitt|mina|egen|eget|egna|privat\w*|my|mine)\b")
# The page has no contact for these, and says so in an answer of its own.
COOPERATION = "not_stated/cooperation"
_BODY = (
    r"(?:företag(?:et|are)?|myndighet(?:en|er)?|kommun(?:en|er)?|region(?:en|er)?|arbetsgivare"
    r"|polis(?:en|myndigheten)?|förening(?:en|ar)?|vården|compan(?:y|ies)|authorit(?:y|ies)"
    r"|employers?|municipalit(?:y|ies)|the police)"
)
_STAFF = r"(?:hr|hr-\w+|personal(?:chef|ansvarig|avdelning)\w*|löneansvarig\w*|human resources)"
_IS_BODY = re.compile(
    rf"\b(?:jag|vi) (?:är|e|företräder|representerar|(?:jobbar|arbetar|sitter) (?:på|i|för))"
    rf" (?:ju |en |ett |på |i )*(?:{_BODY}|{_STAFF})\b"
    rf"|\b(?:we are|we're|i am|i'm|i represent|we represent) (?:an? |from )?(?:{_BODY}|{_STAFF})\b"
    rf"|^(?:\w+, |hej[,!.]? |hello[,!.]? )?{_STAFF} (?:här|here|på|hos|vid)\b"
    r"|\bjag är chef (?:på|för|i|hos) (?:en |ett )?\w*(?:företag|firma|butik|fabrik|verkstad"
    r"|kommun|region|skola|förskola)\b"
)
_FOR_A_BODY = re.compile(
    rf"(?:nummer|kontakt\w*|telefon\w*|mejl\w*|adress\w*|ingång\w*) (?:för|till) {_BODY}\b"
    r"|\b(?:myndighets|företags|arbetsgivar)(?:nummer|kontakt|telefon)"
    rf"|\b(?:number|contact|phone|e-?mail|line) for {_BODY}\b"
)
# What such a writer is read as asking for; of anything else the page speaks to all.
_CONTACTS = frozenset(
    (
        *("ask/press_phone", "ask/press_mail", "ask/press_for_whom", "not_stated/press_else"),
        *("ask/customer_centre_phone", "ask/customer_centre_helps", "not_stated/case_other"),
        *("not_stated/customer_centre_else", "not_stated/customer_centre_mail", COOPERATION),
    )
)
_OF_A_BODY = frozenset(
    (PRESS, PRIVATE, OUT_OF_SCOPE, HUMAN, CASE, TELL_CASE, "ask_phone", "ask_mail")
)
# Who wants the press service all the same.
_WANTS_PRESS = re.compile(
    r"\b(?:presstjänst\w*|pressjour\w*|pressavdelning\w*|presschef\w*|intervju\w*|talesperson\w*"
    r"|uttal(?:a|ande)\w*|komment(?:ar|er)\w*|comments?|press (?:service|line|office)|interview"
    r"|spokes\w*|statement)\b"
)


def is_no_journalist(turn: ActionTurn) -> bool:
    """Whether the writer has said so, in the latest message that says either. A private person's
    own case, answered last, says as much of what is not read as being for the press service."""
    texts = _written(turn)
    said = _said_to_be_one(texts)
    if said is not None:
        return not said
    is_private = turn.topics == [PRIVATE] and turn.intent != PRESS
    return is_private and not any(_WANTS_PRESS.search(text) for text in texts[1:])


def _said_to_be_one(texts: list[str]) -> bool | None:
    """Whether the writer is a journalist by the latest text that says either; None of none."""
    for text in texts:
        if _IS_NONE.search(text):
            return False
        if _IS_ONE.search(text):
            return True
        if _IS_BODY.search(text):  # a newsroom may be a company
            return bool(_NEWSROOM.search(text) or _PRESS_TRADE.search(text))
    return None


def has_said_to_be_none(turn: ActionTurn) -> bool:
    """Whether the writer has said to be no journalist, and does not speak as one here."""
    return _said_to_be_one(_written(turn)) is False and not speaks_for_press(turn)


def _written(turn: ActionTurn) -> list[str]:
    """This message and those before it in small letters, the latest first."""
    return [text.lower() for text in (turn.text, *turn.texts_before())]


def is_for_a_body(turn: ActionTurn) -> bool:
    """Whether an authority or a company asks for a contact; what is open to all is theirs too."""
    if turn.intent not in _OF_A_BODY or COOPERATION not in turn.facts.questions:
        return False
    texts = _written(turn)
    is_one = _said_to_be_one(texts) or any(_IS_ONE.search(text) for text in texts)
    is_body = _IS_BODY.search(texts[0]) or _FOR_A_BODY.search(texts[0])
    return bool(is_body) and not is_one and _CONTACTS.issuperset(turn.asks)


def says_to_be_none(turn: ActionTurn) -> bool:
    """Whether this message says that its writer is no journalist."""
    return bool(_IS_NONE.search(turn.text.lower()))


def says_to_be_one(turn: ActionTurn) -> bool:
    """Whether this message says that its writer is a journalist, and names no case of theirs."""
    lower = turn.text.lower()
    return bool(_IS_ONE.search(lower)) and not (_IS_NONE.search(lower) or _OWN.search(lower))


def speaks_for_press(turn: ActionTurn) -> bool:
    """Whether this conversation's writer has said to be a journalist or speaks of a newsroom's
    people, or asks for the press service by what it does."""
    texts = _written(turn)
    is_one = any(_IS_ONE.search(text) or _NEWSROOM.search(text) for text in texts)
    return is_one or bool(_WANTS_PRESS.search(texts[0]))


def is_not_for_press(turn: ActionTurn) -> bool:
    """Whether the press service is nobody to name: the writer is none whom it is for, and has not
    asked for it."""
    if turn.text.startswith("/") or _NOT_PRESS not in turn.facts.wording:
        return False
    return is_no_journalist(turn) and not _WANTS_PRESS.search(turn.text.lower())


def say_not_press(turn: ActionTurn, replies: list[QuickReply] | None = None) -> None:
    """That the page has no more for whoever is no journalist, and the customer centre."""
    card = contact_card(turn.facts, PRIVATE, "phone", turn.language, turn.now)
    untitled: Card = {**card, "title": None, "quick_replies": replies or []}
    turn.say(with_lead(untitled, turn.words(_NOT_PRESS)))
    turn.remember(PRIVATE)
