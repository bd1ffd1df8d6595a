"""Whether it is asked if the consent of the person concerned gives a document."""

from __future__ import annotations

import re

from actions.turn import ActionTurn
from contracts.intents import RECORDS

DOCUMENT_BY_CONSENT = "ask/records_consent"
_CONSENTS = re.compile(
    r"\b(?:samtyck\w*|medgiv\w*|godkän\w*|fullmakt\w*|(?:skrivit|skriver) (?:på|under)|går med på"
    r"|är med på|säger (?:ju |själv )?ja\b|själv (?:häva|släppa)|consent\w*|agree[sd]?|signed"
    r"|permission)"
)
_LIFTS = re.compile(r"\b(?:häv\w*|släpp\w*|lyft\w*|waive\w*|lifts?)\b")
_SECRECY = re.compile(r"sekretess|secrecy")
_GETS_DOCUMENT = re.compile(
    r"\b(?:få\w* (?:jag |vi |man )?(?:ut|handling|kopi)|lämna\w* (?:ni |de |dem )?ut|begära? ut"
    r"|läsa|hemlig|sekretess|send us|release|see(?:ing)?\b|confidential)"
)


def asks_consent_for_document(turn: ActionTurn) -> bool:
    """Whether it is asked if somebody's consent gives a document, or lifts its secrecy."""
    lower = turn.text.lower()
    if DOCUMENT_BY_CONSENT not in turn.facts.questions or not _CONSENTS.search(lower):
        return False
    lifts = _LIFTS.search(lower) and _SECRECY.search(lower)
    is_of_documents = RECORDS in (*turn.wishes, *turn.topics) and _GETS_DOCUMENT.search(lower)
    return "?" in lower and bool(lifts or is_of_documents)
