"""What words tell of a case's stage, whatever a reader took them for."""

from __future__ import annotations

import re

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
    r"|\bomprövningen (?:är|blev) (?:ju |nu |redan )*(?:beslutad|avgjord)\b"
    r"|\b(?:review|reconsideration) (?:is|was|has been) (?:already |now )?decided\b"
    r"|\bomprövningen (?:är|blev) (?:nu |redan )?(?:klar|färdig|avslutad)(?: nu)?[,.:;]? (?:och )?"
    r"(?:hon|han|hen|det) (?:fick|har fått|blev) (?:ett )?(?:nytt )?(?:avslag|nej|beslut)\b"
    r"|\b(?:the )?decision on the reconsideration (?:has )?(?:come|came|arrived|been made)\b"
)
# A decision that is named beside its reconsideration is one to be reconsidered.
_TO_BE_RECONSIDERED = re.compile(
    r"(?<!inte )(?<!ej )(?<!aldrig )\b(?:ska omprövas|begärt omprövning|omprövas nu"
    r"|(?<!not )(?<!never )(?<!n't )asked for (?:a )?reconsideration|is being reconsidered)\b"
)
# A reconsideration that will not be is none, and speaks of a decision.
_NOT_TO_BE = re.compile(
    r"\b(?:(?:ska|skall) (?:inte|ej|aldrig)|(?:inte|ej|aldrig) (?:ska|skall))"
    r" (?:längre )?(?:omprövas|överklagas?|begära omprövning)\b"
    r"|\b(?:is not|isn't|isn’t|will not|won't|won’t)(?: going)?(?: to)?(?: be)?(?: being)?"
    r" (?:reconsidered|appealed|appeal)\b"
    r"|\bomprövningen (?:är|blev) (?:nu |då )?(?:tillbakadragen|återkallad|borta)\b"
    r"|\b(?:begärde|begärt) omprövning,? (?:men|och) (?:(?:har|hon|han|hen|sen|sedan) ){0,3}"
    r"(?:tog|tagit|drog|dragit|återkallade|återkallat)(?: tillbaka)?(?: begäran| den| det)?\b"
    r"|\b(?:drar|dra|dragit|drog|tar|ta|tagit|tog) (?:(?:hon|han|hen) )?tillbaka"
    r" (?:(?:sin |begäran om )*omprövning|(?:sin )?begäran\b)"
    r"|\b(?:ingen|utan|no) (?:omprövning|överklagan(?:de)?|reconsideration|review|appeal)\b"
    r"|\b(?:ingenting|inget|nothing)(?: \w+)? (?:på gång|pending)\b"
    r"|\b(?:ingenting|inget|inte|ej)(?: (?:ska|skall|har|är|som|blivit))* (?:omprövas|omprövats?"
    r"|omprövad|överklagats?|överklagad)\b"
    r"|\b(?:nothing|not|isn't|isn’t|hasn't|hasn’t)(?: (?:is|to|has|been|be|being))*"
    r" (?:reconsidered|reviewed|appealed)\b"
)
# An investigation that there is none of; one that is not over is there.
_NOT_INVESTIGATED = re.compile(
    r"\b(?:(?:ingenting|inget|inte|ej)(?: (?:längre|är|som|ska|håller|på|att))*"
    r" (?:utreds|utredas|under utredning)"
    r"|ingen (?:pågående )?utredning"
    r"|(?:nothing|not|no longer|isn't|isn’t)(?: (?:is|being|still|currently))*"
    r" (?:under investigation|(?:being )?investigated)"
    r"|no (?:ongoing |pending )?investigation)\b"
)
# A reconsideration that somebody only thinks of.
_MAY_BE_REVIEWED = re.compile(
    r"\b(?:kanske|eventuellt|funderar|överväger|might|may|maybe|perhaps|considering|considers"
    r"|thinking (?:of|about)|toying)\b[^.;!?]{0,40}"
    r"\b(?:ompröv\w*|överklag\w*|reconsider\w*|review\w*|appeal\w*)"
)
_TAKES_BACK = re.compile(
    r"\b(?:dra|drar|drog|dragit|ta|tar|tog|tagit)\b[^.?!]{0,30}\btillbaka\b|\båterkalla|\bwithdr"
)
_REVIEW = re.compile(
    r"ompröv|överklag|rätten\b|domstol|mål(?:et)?\b|reconsider|appeal|review|court"
)
# What a reader took for the stage is put right by a message that begins so.
_CORRECTS = re.compile(
    r"^(?:(?:nej|nä|fel|jo|no|wrong)|(?:jag|i) (?:menar|menade|sa|skrev|mean|meant|said|wrote))\b"
)
# No doubt of a decision: nobody has asked for another, nor will.
_NOT_ASKED_FOR = re.compile(
    r"\b(?:(?:inte|ej|aldrig) (?:begär(?:t|de)|bett om|överklaga(?:t|de))"
    r"|(?:begärde|överklagade) (?:inte|ej|aldrig))"
    r"(?: (?:någon|nån))?(?: omprövning\w*)?(?= *(?:[.,;!]|$))"
)
_NO_REVIEW = re.compile(f"{_NOT_TO_BE.pattern}|{_NOT_ASKED_FOR.pattern}")
_SUPPOSES = re.compile(
    r"\b(?:när|om|ifall|innan|tills|efter att|så (?:fort|snart)|when|if|once|until|before|after"
    r"|as soon as)\b"
)
_STILL = re.compile(
    r"\b(?:än|ännu|ska|skall|tänker|kommer|funderar|planerar|kan|hinner|hunnit"
    r"|vill|överväger|hittills|håller på)\b"
)
# In words that leave no room.
_DECIDED = re.compile(
    r"\b(?:beslut(?:et)? (?:finns|är (?:fattat|klart)|kom|har kommit|fattades)"
    r"|decision (?:(?:is|was|has been) made|has come|came))\b"
)


def stage_by_words(stage: str, text: str) -> str:
    """The stage that was read, unless the words say that a reconsideration is over, will not be, or
    is to come, or that nothing is investigated; "unknown" where one is only thought of."""
    lower = text.lower()
    if stage in ("reconsidered", "court"):
        denied = _NOT_TO_BE if _STILL.search(lower) else _NO_REVIEW
        if denied.search(lower):
            return stage if _REVIEW.search(denied.sub("", lower)) else "decided"
        if _MAY_BE_REVIEWED.search(lower):
            return "unknown"
    if stage == "investigated" and _NOT_INVESTIGATED.search(lower):
        return "decided" if _DECIDED.search(lower) else ""
    if stage == "reconsidered" and any(
        over.search(lower) for over in (_RECONSIDERED_ALREADY, _DECIDED_ANEW)
    ):
        return "decided"
    if stage == "decided" and _TO_BE_RECONSIDERED.search(lower):
        return "reconsidered"
    return stage


def stage_in_words(text: str) -> str | None:
    """The stage that plain words tell, where no reader saw one: to be reconsidered, or decided
    anew; not of what may come."""
    lower = text.lower()
    if _SUPPOSES.search(lower) or _NOT_TO_BE.search(lower):
        return None
    if _DECIDED_ANEW.search(lower):
        return "decided"
    return "reconsidered" if _TO_BE_RECONSIDERED.search(lower) else None


def is_not_to_be_reviewed(text: str) -> bool:
    """Whether a message says that there will be no reconsideration, or is none any more."""
    return bool(_NOT_TO_BE.search(text.lower()))


def speaks_of_taking_back(text: str) -> bool:
    """Whether a question is about a request for reconsideration that is taken back."""
    return bool(_TAKES_BACK.search(text.lower()))


def is_before_review(text: str) -> bool:
    """Whether the decision that is told of may be the one that is to be reconsidered.

    Of a message that says no more of it: nothing about the reconsideration, and no correction.
    """
    lower = text.lower()
    is_told = any(words.search(lower) for words in (_REVIEW, _CORRECTS, _NOT_ASKED_FOR))
    return not is_told and not text.startswith("/")


def is_decided(text: str) -> bool:
    """Whether a decision is told of in so many words."""
    return bool(_DECIDED.search(text.lower()))


def speaks_of_review(lower: str) -> bool:
    """Whether a text in small letters speaks of a reconsideration, an appeal or a court."""
    return bool(_REVIEW.search(lower))


def denies_review(lower: str) -> bool:
    """Whether a text in small letters says that nothing is reconsidered, appealed or
    investigated."""
    return bool(_NO_REVIEW.search(lower) or _NOT_INVESTIGATED.search(lower))


def without_what_is_over(lower: str) -> str:
    """A text in small letters without what it says that there is none of: no doubt of a decision
    follows from that."""
    for over in (_DECIDED_ANEW, _NOT_TO_BE, _NOT_INVESTIGATED):
        lower = over.sub("", lower)
    return lower if _STILL.search(lower) else _NOT_ASKED_FOR.sub("", lower)
