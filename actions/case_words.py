"""What words tell of one case, whatever a reader took them for: a wrong "yes" costs most."""

from __future__ import annotations

import re

from contracts.conversation import ALLOWS, CONSENT, STAGE

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
# What a reader took for the stage is put right by a message that begins so.
_CORRECTS = re.compile(
    r"(?:nej|nä|fel|jo|no|wrong)\b|(?:jag|i) (?:menar|menade|sa|skrev|mean|meant|said|wrote)\b"
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
# No doubt of a decision: nobody has asked for another, nor will.
_NOT_ASKED_FOR = re.compile(
    r"\b(?:(?:inte|ej|aldrig) (?:begär(?:t|de)|bett om|överklaga(?:t|de))"
    r"|(?:begärde|överklagade) (?:inte|ej|aldrig))"
    r"(?: (?:någon|nån))?(?: omprövning\w*)?(?= *(?:[.,;!]|$))"
)
_NO_REVIEW = re.compile(f"{_NOT_TO_BE.pattern}|{_NOT_ASKED_FOR.pattern}")
# What a reader need not be sure of, where these words stand beside nothing that makes it doubtful.
_IN_SO_MANY_WORDS = {
    CONSENT: re.compile(
        r"\b(?:(?:hon|han|hen|de|she|he|they) (?:har |has |have )?(?:nu |redan |ju |already |now )?"
        r"(?:skrivit|skrev) (?:på|under)"
        r"|(?:hon|han|hen|de|she|he|they) (?:har |has |have )?(?:nu |redan |ju |already |now )?"
        r"(?:signerat|undertecknat|signed)"
        r"|(?:skriftligt|påskrivet|underskrivet|undertecknat|signerat|written|signed)"
        r" (?:samtycke|consent)"
        r"|(?:samtycket|blanketten|consent|form) (?:är|is) (?:nu |redan |already |now )?"
        r"(?:påskriven|påskrivet|underskriven|underskrivet|undertecknat|undertecknad|signerad"
        r"|signerat|signed))\b"
    ),
    STAGE: re.compile(
        r"\b(?:beslut(?:et)? (?:finns|är (?:fattat|klart)|kom|har kommit|fattades)"
        r"|(?:fick|fått|har) (?:ett |sitt )?(?:avslag|beslut)|avslag(?:et)?"
        r"|decision (?:(?:is|was|has been) made|has come|came)|decided"
        r"|(?:was|been|got) (?:denied|rejected|refused|turned down|granted))\b"
    ),
}
# A consent that is plainly told of, whatever the rest of the message denies.
_HAS_SIGNED = re.compile(
    r"\b(?:hon|han|hen|de|she|he|they) (?:har|has|have) (?:nu |redan |ju |already |now )?"
    r"(?:skrivit (?:på|under)|signerat|undertecknat|signed)\b"
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
_SUPPOSES = re.compile(
    r"\b(?:när|om|ifall|innan|tills|efter att|så (?:fort|snart)|when|if|once|until|before|after"
    r"|as soon as)\b"
)
_STILL = re.compile(
    r"\b(?:än|ännu|ska|skall|tänker|kommer|funderar|planerar|kan|hinner|hunnit"
    r"|vill|överväger|hittills|håller på)\b"
)
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


def allows_plainly(slot: str, value: str, text: str) -> bool:
    """Whether a value that a "yes" needs may be taken from these words, whatever a reader thinks.

    True of every other value. A wrong "yes" costs more than asking once more.
    """
    if not allows(slot, value) or text.startswith("/"):
        return True
    text = text.lower()
    for over in (_DECIDED_ANEW, _NOT_TO_BE, _NOT_INVESTIGATED):
        text = over.sub("", text)
    if not _STILL.search(text):
        text = _NOT_ASKED_FOR.sub("", text)
    if _DOUBT_OF[slot].search(text):
        return False
    other = STAGE if slot == CONSENT else CONSENT
    return not any(
        _DOUBT.search(clause) and (_ABOUT[slot].search(clause) or not _ABOUT[other].search(clause))
        for clause in _CLAUSE_END.split(text)
    )


def is_in_so_many_words(slot: str, text: str) -> bool:
    """Whether a consent that is there, or a decision, is told in words that leave no room."""
    return bool(_IN_SO_MANY_WORDS[slot].search(text.lower()))


def allows(slot: str, value: str) -> bool:
    """Whether a comment can be given, as far as this of the two goes."""
    return value == ALLOWS[slot]


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


def is_taken_back(text: str) -> bool:
    """Whether a consent was taken back, in plain words that speak of nothing else that could be."""
    lower = text.lower()
    return bool(_WITHDRAWN.search(lower)) and not _REVIEW.search(lower) and "begäran" not in lower


def _denies_the_stage_alone(lower: str) -> bool:
    """Whether a "no" is about what becomes of the decision: "nej, det är inte omprövat"."""
    denied = _NOT_TO_BE.search(lower) or _NOT_ASKED_FOR.search(lower)
    return bool(denied or _NOT_INVESTIGATED.search(lower)) and not _ABOUT[CONSENT].search(lower)


def _is_plainly_signed(lower: str) -> bool:
    """Whether a signature is told of, and what is denied is told of the stage alone."""
    clauses = _CLAUSE_END.split(lower)
    denied = [clause for clause in clauses if _DOUBT.search(clause)]
    if not denied or not all(_ABOUT[STAGE].search(clause) for clause in denied):
        return False
    of_signing = [clause for clause in clauses if _ABOUT[CONSENT].search(clause)]
    return bool(of_signing) and all(
        _HAS_SIGNED.search(clause) and clause not in denied for clause in of_signing
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
        return "decided" if _IN_SO_MANY_WORDS[STAGE].search(lower) else ""
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


def is_on_own_paper(text: str) -> bool:
    """Whether a consent is told of that is not on the agency's form."""
    lower = text.lower()
    return bool(_OWN_PAPER.search(lower) and _ABOUT[CONSENT].search(lower))


def is_withdrawn_and_published(text: str) -> bool:
    """Whether it is asked what may be published of a consent that was taken back."""
    lower = text.lower()
    return "?" in text and bool(_WITHDRAWN.search(lower) and _PUBLISHES.search(lower))


def is_by_own_hand(text: str) -> bool:
    """Whether a message says that it was the insured person who signed."""
    return bool(_OWN_HAND.search(text.lower()))


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


def is_signed_by_another(text: str) -> bool:
    """Whether somebody else than the insured person has signed, or would."""
    return bool(_SIGNED_BY_ANOTHER.search(text.lower()))


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
