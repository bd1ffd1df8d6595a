"""What words tell of a consent, whatever a reader took them for."""

from __future__ import annotations

import re

from actions.case_words.about import ABOUT, CLAUSE_END, DOUBT
from actions.case_words.stage import denies_review, speaks_of_review
from contracts.conversation import CONSENT, STAGE

# A consent that is promised is none yet, and one that was taken back is none any more.
_PROMISED = re.compile(
    r"(?<!inte )\b(?:lovat|lovar|lovade)(?: mig)?(?: att)? (?:skriva|signera|underteckna)"
    r"|\b(?:promised|promises) (?:me )?to sign\b"
)
_WITHDRAWN = re.compile(
    r"\b(?:dragit|drar|drog) tillbaka\b|\btillbakadrag(?:et|en|na)\b|\båterkalla(?:t|r|de)\b"
    r"|\bångra(?:t|r|de) sig\b|\bbacka(?:t|r|de) ur\b|\bwithdr(?:ew|awn|aws)\b"
    r"|\bchanged (?:her|his|their) minds?\b"
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
_THEY = r"\b(?:hon|han|hen|de|she|he|they)"
# A consent that is plainly told of, whatever the rest of the message denies.
_HAS_SIGNED = re.compile(
    rf"{_THEY} (?:har|has|have) (?:nu |redan |ju |already |now )?"
    r"(?:skrivit (?:på|under)|signerat|undertecknat|signed)\b"
)
# In words that leave no room. "Ett skriftligt samtycke" may be one that is only wanted.
_SIGNED = re.compile(
    rf"{_HAS_SIGNED.pattern}|{_THEY} (?:skrev (?:på|under)|signed)\b"
    r"|\b(?:påskrivet|underskrivet|undertecknat|signerat|signed) (?:samtycke|consent)\b"
    r"|\b(?:samtycket|blanketten|consent|form) (?:är|is) (?:nu |redan |already |now )?"
    r"(?:påskriv(?:en|et)|underskriv(?:en|et)|undertecknad|undertecknat|signerad|signerat|signed)\b"
)
# A paper of the writer's own, where the consent is given on the agency's form.
_OWN_PAPER = re.compile(
    r"\b(?:(?:inte|ej|utan) (?:på )?(?:er|eran|ert|den där|försäkringskassans) blankett\w*"
    r"|(?:eget|egna|egen|annan|annat|hemskriv\w+|handskriv\w+) (?:papper|blankett|intyg|brev)"
    r"|(?:not|without) (?:on )?your form|(?:his|her|our|their|an?) own (?:paper|form|letter))\b"
)
_PUBLISHES = re.compile(
    r"\b(?:\w*publicer\w+|använd\w*|sänd\w*|tryck\w*|publish\w*|unpublish\w*|use|air|broadcast|run)\b"
)
_OWN_HAND = re.compile(
    r"\b(?:själva?|personligen|den försäkrade|herself|himself|themselves|in person|the insured)\b"
)


def consent_by_words(consent: str, text: str) -> str:
    """The consent that was read, unless the words only promise one, take one back, or tell of one
    beside something else that is denied; "" where they deny a reconsideration alone."""
    lower = text.lower()
    is_none = any(words.search(lower) for words in (_PROMISED, _WITHDRAWN))
    if consent == "lacks" and _denies_the_stage_alone(lower):
        return ""
    if consent == "lacks" and not is_none and _is_plainly_signed(lower):
        return "has"
    return "lacks" if consent == "has" and is_none else consent


def is_signed(text: str) -> bool:
    """Whether a consent is told of in so many words."""
    return bool(_SIGNED.search(text.lower()))


def is_taken_back(text: str) -> bool:
    """Whether a consent was taken back, in plain words that speak of nothing else that could be."""
    lower = text.lower()
    return bool(_WITHDRAWN.search(lower)) and not speaks_of_review(lower) and "begäran" not in lower


def _denies_the_stage_alone(lower: str) -> bool:
    """Whether a "no" is about what becomes of the decision: "nej, det är inte omprövat"."""
    return denies_review(lower) and not ABOUT[CONSENT].search(lower)


def _is_plainly_signed(lower: str) -> bool:
    """Whether a signature is told of, and what is denied is told of the stage alone."""
    clauses = CLAUSE_END.split(lower)
    denied = [clause for clause in clauses if DOUBT.search(clause)]
    if not denied or not all(ABOUT[STAGE].search(clause) for clause in denied):
        return False
    of_signing = [clause for clause in clauses if ABOUT[CONSENT].search(clause)]
    return bool(of_signing) and all(
        _HAS_SIGNED.search(clause) and clause not in denied for clause in of_signing
    )


def is_on_own_paper(text: str) -> bool:
    """Whether a consent is told of that is not on the agency's form."""
    lower = text.lower()
    return bool(_OWN_PAPER.search(lower) and ABOUT[CONSENT].search(lower))


def is_withdrawn_and_published(text: str) -> bool:
    """Whether it is asked what may be published of a consent that was taken back."""
    lower = text.lower()
    return "?" in text and bool(_WITHDRAWN.search(lower) and _PUBLISHES.search(lower))


def is_by_own_hand(text: str) -> bool:
    """Whether a message says that it was the insured person who signed."""
    return bool(_OWN_HAND.search(text.lower()))


def is_signed_by_another(text: str) -> bool:
    """Whether somebody else than the insured person has signed, or would."""
    return bool(_SIGNED_BY_ANOTHER.search(text.lower()))
