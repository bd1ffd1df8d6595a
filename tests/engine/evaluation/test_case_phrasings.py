"""No wording of a case that is open, or has no signed consent, gets a "yes, it may be possible"."""

from __future__ import annotations

import itertools

from rasa.core.agent import Agent

from engine.evaluation.dialogues import answer_of
from engine.evaluation.kept_stories.stories import AgentConversation

# What is told of the consent, and whether it is a signed one.
CONSENTS = {
    "sv": {
        "hon har skrivit på samtycket": True,
        "blanketten är ifylld och undertecknad": True,
        "han har gett skriftligt samtycke": True,
        "hon har inte skrivit på samtycket": False,
        "hon har bara sagt ja muntligt": False,
        "hon har lovat att skriva på i morgon": False,
        "hon ska skriva på nästa vecka": False,
        "hon vägrar skriva på": False,
        "något samtycke finns inte än": False,
        "hon tvekar om samtycket": False,
        "jag tror att hon har skrivit på, men vet inte": False,
        "det är oklart om hon har skrivit under": False,
        "hennes syster har skrivit på i stället": False,
        "hon har dragit tillbaka sitt samtycke": False,
        "jag har hennes ord på band": False,
        "blanketten är skickad till henne för underskrift": False,
        "hon vet inte om hon vill skriva på": False,
    },
    "en": {
        "she has signed the consent form": True,
        "she has not signed anything": False,
        "she only agreed on the phone": False,
        "she will sign tomorrow": False,
        "I think she signed, not sure": False,
        "she refuses to sign": False,
    },
}
# What is told of where the case is, and whether there is a decision that stands.
STAGES = {
    "sv": {
        "hon fick avslag i fjol": True,
        "beslutet kom i våras": True,
        "ansökan beviljades i maj": True,
        "ärendet utreds fortfarande": False,
        "hon väntar på beslut": False,
        "hon har inte sökt än": False,
        "hon tänker ansöka i höst": False,
        "beslutet ska omprövas": False,
        "hon har begärt omprövning av avslaget": False,
        "hon har överklagat till förvaltningsrätten": False,
        "målet ligger i kammarrätten": False,
        "de har begärt in kompletteringar": False,
        "jag vet inte hur långt ärendet har kommit": False,
        "hon är död sedan i julas": False,
    },
    "en": {
        "her claim was rejected last year": True,
        "she is still waiting for a decision": False,
        "it is under investigation": False,
        "she has not applied yet": False,
        "the decision is being reconsidered": False,
        "she has appealed to the court": False,
    },
}
QUESTIONS = {
    "sv": ("Kan ni kommentera?", "Uttalar ni er då?", "Vad säger ni om fallet?"),
    "en": ("Can you comment?", "Will you comment on her case?"),
}


def phrasings() -> list[str]:
    """Every pair that does not allow a comment, both ways round, each with a question."""
    texts = []
    for language in ("sv", "en"):
        pairs = itertools.product(CONSENTS[language].items(), STAGES[language].items())
        questions = itertools.cycle(QUESTIONS[language])
        joint = {"sv": "och", "en": "and"}[language]
        for (consent, signed), (stage, stands) in pairs:
            if signed and stands:
                continue
            for first, second in ((consent, stage), (stage, consent)):
                texts.append(f"{first[0].upper()}{first[1:]} {joint} {second}. {next(questions)}")
    return texts


def test_there_are_at_least_five_hundred_of_them() -> None:
    assert len(set(phrasings())) >= 500


async def test_none_of_them_gets_a_yes(talking: Agent) -> None:
    wrong = []
    for text in phrasings():
        answer = await answer_of(AgentConversation(talking), text)
        assert answer.messages, text
        if any(card.get("topic") == "case_possible" for card in answer.cards):
            wrong.append(text)
    assert wrong == []


async def test_both_told_in_the_first_message_are_answered_at_once(talking: Agent) -> None:
    texts = [
        f"{consent[0].upper()}{consent[1:]} och {stage}. {QUESTIONS['sv'][0]}"
        for (consent, signed), (stage, stands) in itertools.product(
            CONSENTS["sv"].items(), STAGES["sv"].items()
        )
        if signed and stands
    ]
    assert len(texts) == 9
    for text in texts:
        answer = await answer_of(AgentConversation(talking), text)
        assert any(card.get("topic") == "case_possible" for card in answer.cards), text
