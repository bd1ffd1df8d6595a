"""Reads which ways to the press service somebody has tried: its line, its mail, its head."""

from __future__ import annotations

import re

PHONE, MAIL, HEAD = "press_phone", "press_mail", "head_of_press"

_NAME = r"(?:anders|sims|presschef\w*|head of press)"
_RANG = r"(?:ringt|ringde|sökt|mejlat|mailat|provat|called|rang|rung|phoned|tried|emailed)"
_RANG_HEAD = re.compile(rf"\b{_RANG}(?: \w+){{0,2}} {_NAME}\b")
_PHONE = re.compile(
    r"\b(?:ringt|ringde|ringer och ringer|lyfter|luren|telefonsvarar\w*|signaler|röstbrevlåda\w*|"
    r"jouren|pressjouren|svarar? (?:(?:inte|aldrig) )?(?:i|på) telefon\w*|"
    r"called|rang|rung|phoned|voicemail|picks? up|answering (?:the )?(?:phone|machine))\b"
)
_MAIL = re.compile(
    r"\b(?:mejlat|mejlade|mailat|mailade|mejlet|mailet|emailed|e-mailed|mailed|"
    r"(?:skickat|skickade|skrivit|skrev|wrote|sent) (?:\w+ ){0,2}(?:mejl|mail|e-?mail)|"
    r"på (?:mina |mitt |vårt |våra )?(?:mejl|mail))\b"
)
_HEAD = re.compile(rf"\b{_NAME}\b")
_HIM = re.compile(r"\b(?:han|honom|he|him)\b")
_IN_VAIN = re.compile(
    r"\b(?:inte|ej|aldrig|inget|ingen|heller|obesvarad\w*|never|not|no|nobody|neither)\b|n['’]t\b"
)

_UNANSWERED = re.compile(
    r"\b(?:inget svar|(?:inte|ej|aldrig) (?:fått )?(?:något |nåt )?svar|utan svar|obesvara\w*"
    r"|svarar? (?:inte|ej|aldrig|ingen)|ingen (?:svarar|lyfter|ringer|hör av)|inget(?=[.!?]|$)"
    r"|(?:inte|ej|aldrig) (?:åter|hört|ringt tillbaka)|jagar|no (?:answer|reply|response)|nobody"
    r"|(?:not|never|n['’]t) (?:answer|repl|respond|call)\w*)"
)

# Somebody else has tried: that is told of a case.
_OTHERS = re.compile(r"\b(?:hon|hen|henne|hennes|hans|deras|kvinnan|mannen|she|her|his|their)\b")


def is_unanswered(text: str) -> bool:
    """Whether a message says that its writer has tried some way, and nobody answered."""
    lower = text.lower()
    return bool(ways_tried(text) and _UNANSWERED.search(lower) and not _OTHERS.search(lower))


def ways_tried(text: str, *, speaks_of_head: bool = False) -> set[str]:
    """Which of `PHONE`, `MAIL` and `HEAD` a message says were tried.

    `speaks_of_head` is whether its head was spoken of before: whom "he" is then.
    """
    lower = text.lower()
    without_head = _RANG_HEAD.sub(" ", lower)
    tried = set()
    named = _HEAD.search(lower) or (speaks_of_head and _HIM.search(lower))
    if without_head != lower or (named and _IN_VAIN.search(lower)):
        tried.add(HEAD)
    if _MAIL.search(without_head):
        tried.add(MAIL)
    if _PHONE.search(without_head):
        tried.add(PHONE)
    return tried
