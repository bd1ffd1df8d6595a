"""What a clause of a message is about, the consent or the stage, and what makes it doubtful."""

from __future__ import annotations

import re

from contracts.conversation import CONSENT, STAGE

# Words beside which neither a consent nor a decision is plain, in a clause that is not about the
# other of the two alone.
DOUBT = re.compile(
    r"\b(?:inte|ej|icke|inget|ingen|inga|utan|saknar|vägra\w*|aldrig|tror|kanske|borde|oklart"
    r"|osäker\w*|tvek\w*|hesitat\w*|rättare sagt|egentligen|not|no|never|without|nobody|nothing"
    r"|thinks?|maybe|perhaps|unsure|unclear|refus\w*|rather)\b|n't\b|n’t\b"
)
CLAUSE_END = re.compile(r"[.,;:!?–]|\b(?:och|men|fast|medan|eller|and|but|while|or)\b")
ABOUT = {
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
