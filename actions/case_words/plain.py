"""Whether words leave room for doubt of what a "yes" rests on: a wrong one costs most."""

from __future__ import annotations

import re

from actions.case_words.about import ABOUT, CLAUSE_END, DOUBT
from actions.case_words.consent import is_signed
from actions.case_words.stage import is_decided, without_what_is_over
from contracts.conversation import ALLOWS, CONSENT, STAGE

# Words that make one of the two doubtful wherever they stand.
_DEATH = r"|d[öo]da?|dött|dog|avlid\w*|bort(?:gången|gångna)|died|dead|deceased|passed away"
_DOUBT_OF = {
    CONSENT: re.compile(
        r"\b(?:muntlig\w*|telefon\w*|band|inspel\w*|sagt|lovat|lovar|ska (?:skriva|underteckna)"
        r"|kommer att|tänker|vill skriva|för underskrift|for signature|hustru\w*|maka\w*|frun"
        r"|änka\w*|änklingen|syster\w*|brodern|sonen|dottern|anhörig\w*|dra\w* tillbaka"
        r"|ja och nej|både och|nja|yes and no"
        r"|verbal\w*|oral\w*|phone|tape|told|said|promis\w*|will sign|going to sign"
        rf"|wants to sign|wife|husband|widow\w*|sister|brother|withdr\w*{_DEATH})\b"
    ),
    STAGE: re.compile(
        r"\b(?:ompröv\w*|överklag\w*|domstol\w*|\w*rätten|utred\w*|vänta\w*|kompletter\w*"
        r"|behandlas|reconsider\w*|review\w*|appeal\w*|court\w*|investigat\w*|wait\w*"
        rf"|pending{_DEATH})\b"
    ),
}


def allows_plainly(slot: str, value: str, text: str) -> bool:
    """Whether a value that a "yes" needs may be taken from these words, whatever a reader thinks.

    True of every other value. A wrong "yes" costs more than asking once more.
    """
    if not allows(slot, value) or text.startswith("/"):
        return True
    text = without_what_is_over(text.lower())
    if _DOUBT_OF[slot].search(text):
        return False
    other = STAGE if slot == CONSENT else CONSENT
    return not any(
        DOUBT.search(clause) and (ABOUT[slot].search(clause) or not ABOUT[other].search(clause))
        for clause in CLAUSE_END.split(text)
    )


def is_in_so_many_words(slot: str, text: str) -> bool:
    """Whether a consent that is there, or a decision, is told in words that leave no room."""
    return (is_signed if slot == CONSENT else is_decided)(text)


def allows(slot: str, value: str) -> bool:
    """Whether a comment can be given, as far as this of the two goes."""
    return value == ALLOWS[slot]
