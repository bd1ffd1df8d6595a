"""What a message asks or says of the case that was just spoken of."""

from __future__ import annotations

import re

_BRIEF = 14  # words
# "Beslutet är från mars", "varför då? hon fick ju avslag", and neither "hans beslut" nor "och den
# andra?" nor "min läsare": those may be another's.
_MORE_OF_IT = re.compile(
    r"(?:(?:ja|nej|men|och|jo|nu) )?(?:beslutet|samtycket|the decision|the consent)\b"
)
_OF_WHOM_IT_IS = re.compile(
    r"\b(?:hon|han|hen|she|he) (?:ju |väl |faktiskt )?"
    r"(?:fick|har|hade|skrev|vill|begärde|ska|gav|got|has|had|signed|gave|wants)\b"
)
_BRIEF_CONCLUSION, _BRIEF_QUESTION = 14, 6  # words
_WHEN_COMMENTED = re.compile(
    r"\b(?:när (?:kan|får|ska|skulle)|when (?:can|may|could|will))\b"
    r".{0,20}\b(?:kommenter|uttala|comment)"
)
_NEXT_STEP = re.compile(
    r"\bnästa steg\b|\bvad (?:gör|ska|skall) (?:jag|vi|man) (?:göra )?(?:nu|sen|sedan|då)\b"
    r"|\bvad händer (?:nu|sen|sedan|härnäst)\b|\bhur går (?:jag|vi|man) vidare\b"
    r"|\bwhat(?:'s| is|’s)? next\b|\bnext steps?\b|\b(?:what|where) now\b"
    r"|\bwhat (?:do|should) (?:i|we) do (?:now|next|then)\b"
)
_CONCLUDES = re.compile(
    r"(?:så|men|då|fast|alltså|ok(?:ej)?|jaha|och|det blir|är det|so|but|then|ok(?:ay)?|and)\b"
)
_COMMENTS = re.compile(
    r"\b(?:kommenter\w*|kommentar\w*|uttala\w*|(?:ett|ert) (?:ja|nej)|comment\w*|a (?:yes|no))\b"
)
_YES_OR_NO = re.compile(r"\b(?:ett|ert|a) (?:ja|nej|yes|no)\b")
_WORD = re.compile(r"\w+")
_OF_THE_CONCLUSION = frozenset(
    (
        *(
            "så",
            "då",
            "alltså",
            "ok",
            "okej",
            "jaha",
            "det",
            "blir",
            "är",
            "ett",
            "ert",
            "ja",
            "nej",
        ),
        *("kan", "får", "ni", "er", "kommentera", "kommenterar", "uttala", "i", "om", "nu", "väl"),
        *("henne", "honom", "hennes", "hans", "fallet", "ärendet", "svaret", "och", "men", "tack"),
        *("so", "then", "you", "can", "comment", "it", "is", "that", "a", "yes", "no", "on", "now"),
        *("her", "him", "his", "the", "case", "and", "but", "will"),
    )
)
_OF_ANOTHER_CASE = re.compile(
    r"\b(?:andra|annan|annat|en till|om (?:hon|han|hen|de|det|beslutet)|another|else|if)\b"
)
_WITH_CONSENT = re.compile(
    r"\b(?:om|ifall|även|fast|trots|med|if|even|with)\b.*"
    r"(?:samtyck|skriv(?:it|er) (?:på|under)|påskriv|underskriv|godkän|consent|signed|signs)"
)
_NO_CONSENT = re.compile(r"\b(?:inte|inget|utan|saknas|aldrig|vägrar|not|no|without)\b|n['’]t\b")
_OF_ANOTHER = re.compile(
    r"\b(?:andra?|annan|annat|hans|hennes|hens|deras|också|även|nya?|till|vår|vårt|min|mitt"
    r"|läsare\w*|lyssnare\w*|kvinna\w*|mannen|another|other|new|his|her|their|also|too|our|my"
    r"|reader\w*|woman|man)\b"
)


def asks_when_commented(text: str) -> bool:
    """Whether a brief message asks when there is a comment: "när kan ni kommentera?"."""
    is_brief = len(text.split()) <= _BRIEF_QUESTION
    return is_brief and bool(_WHEN_COMMENTED.search(text.lower()))


def asks_what_next(text: str) -> bool:
    """Whether a brief message asks what to do now: "toppen, vad blir nästa steg?"."""
    is_brief = len(text.split()) <= _BRIEF_CONCLUSION
    return is_brief and bool(_NEXT_STEP.search(text.lower()))


def asks_to_conclude(text: str, *, is_read: bool) -> bool:
    """Whether a brief message asks what follows of what was told: "så då kan ni uttala er?".

    Of one that was read as asking something else only whether it is a yes or a no.
    """
    lower = text.lower()
    what = _YES_OR_NO if is_read else _COMMENTS
    is_conclusion = _CONCLUDES.match(lower) and what.search(lower)
    is_brief = len(text.split()) <= _BRIEF_CONCLUSION
    return bool(is_conclusion and is_brief and not _OF_ANOTHER_CASE.search(lower))


def says_nothing_new(text: str) -> bool:
    """Whether a message only asks for the conclusion, and tells of nothing."""
    return _OF_THE_CONCLUSION.issuperset(_WORD.findall(text.lower()))


def only_concludes(text: str) -> bool:
    """Whether a message draws a conclusion and tells of nothing: "så det är ett nej alltså"."""
    return asks_to_conclude(text, is_read=False) and says_nothing_new(text)


def says_consent_is_there(text: str) -> bool:
    """Whether a brief message sets a consent against what was said: "om hon har skrivit på då?"."""
    lower = text.lower()
    is_brief = len(text.split()) <= _BRIEF_CONCLUSION
    return bool(is_brief and _WITH_CONSENT.search(lower) and not _NO_CONSENT.search(lower))


def says_more_of_it(text: str) -> bool:
    """Whether a message is brief and says more of the case that was just spoken of."""
    lower = text.lower()
    is_of_it = _MORE_OF_IT.match(lower) or _OF_WHOM_IT_IS.search(lower)
    return bool(is_of_it and len(text.split()) < _BRIEF and not _OF_ANOTHER.search(lower))
