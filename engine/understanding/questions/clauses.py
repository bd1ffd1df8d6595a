"""Cuts a message that asks two or three things into its questions.

"Vad kostar det och hur lång tid tar det?" is read as a whole for the one or the other; each
question by itself is plain.
"""

from __future__ import annotations

import re

_MOST = 3  # questions in a message
_SHORTEST = 2  # words of a question
_LONGEST = 45  # words of a message: in a longer one a wish stands among the questions
_POLITE = 3  # the most words of a sentence that is passed over: "Hej!", "Tack på förhand"
_ASKING = (
    "vad|när|hur|var|vem|vilka|vilken|vilket|kan|får|måste|finns|kostar|är|har|ska|går|behöver|vart|"
    "what|when|how|where|who|which|can|may|do|does|is|are|must|will|should|could"
)
_JOINED = re.compile(rf",? (?:och|o|å|samt|and) (?=(?:{_ASKING})\b)", re.I)
_SENTENCE = re.compile(r"[^?.!\n]+[?.!\n]*")
# What two questions are joined by, or told of beforehand, in whatever else the message holds.
_TWO = re.compile(
    r"\?.*\?|\b(?:två|2|några|two) (?:\w+ )?(?:saker|frågor|things|questions)\b"
    r"|\b(?:både|dels|också|dessutom|both|also)\b"
    r"|\b(?:och|o|å|samt|and|eller|or|plus|men|but)\b (?!(?:jag|vi|så|sen|i|we|then)\b)",
    re.I | re.S,
)
# Of these, what hardly joins anything but two questions.
_PLAINLY_TWO = re.compile(
    r"\?.*\?|, (?:och|o|å|samt|and|plus)\b"
    r"|\b(?:två|2|two) (?:\w+ )?(?:saker|frågor|things|questions)\b|\b(?:både|dels|both)\b",
    re.I | re.S,
)
_OPENS = re.compile(rf"(?:(?:och|o|å|men|and|but|also|samt) )?(?:{_ASKING})\b", re.I)


def question_clauses(text: str) -> list[str]:
    """The questions, two or three, of a message that holds nothing else; otherwise none."""
    if len(text.split()) > _LONGEST:
        return []
    questions: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if len(sentence.split()) <= _POLITE and "?" not in sentence:
            continue
        parts = [part.strip() for part in _JOINED.split(sentence.strip())]
        if not all(_OPENS.match(part) or part.endswith("?") for part in parts):
            return []
        questions += parts
    enough = all(len(question.split()) >= _SHORTEST for question in questions)
    return questions if enough and 1 < len(questions) <= _MOST else []


def may_ask_twice(text: str) -> bool:
    """Whether the form of a message leaves room for a second question."""
    return bool(_TWO.search(text))


def plainly_asks_twice(text: str) -> bool:
    """Whether a message most likely has a second question, by its form."""
    return bool(_PLAINLY_TWO.search(text))
