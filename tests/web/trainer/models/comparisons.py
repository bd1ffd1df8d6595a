"""Comparisons of two models as the engine makes them, for the tests of the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contracts.conversation_figures import (
    Changes,
    Conversations,
    RightAnswers,
    WrongConversation,
    WrongQuestion,
    WrongTurn,
)
from contracts.figures import (
    Bin,
    Confusion,
    Counts,
    Figures,
    Flip,
    IntentFigures,
    ModelFigures,
    Shares,
)
from contracts.story_figures import (
    KEPT_STORIES,
    BrokenTurn,
    Difference,
    FailedStory,
    Likely,
    Reading,
    digest_of,
)

OLD = "presstjanst-0000aaaa-00000000.tar.gz"
NEW = "candidate-0000aaaa-11111111.tar.gz"
NEWER = "candidate-0000aaaa-22222222.tar.gz"


def model(name: str, accuracy: float, **changed: Any) -> ModelFigures:
    """What one model reaches."""
    result = ModelFigures(
        model=name,
        scores=Shares(
            accuracy=accuracy,
            trap_accuracy=0.8,
            macro_f1=0.9,
            misroutes=0.01,
            asked_back=0.04,
            out_of_scope_routed=0.0,
            two_wishes_both=None,
            one_wish_two_contacts=0.0,
            calibration_error=0.03,
        ),
        misrouted=1,
        intents=(
            IntentFigures("press_contact", 1, 1, accuracy, 7),
            IntentFigures("statistics", 1, 1, 0.9, 5),
        ),
        confusion=Confusion(("press_contact", "statistics"), ((6, 1), (0, 5))),
        reliability=(Bin(0.6, 0.7, 2, 0.66, 0.5), Bin(0.9, 1.0, 10, 0.98, 1.0)),
        stories_passed=2,
    )
    return replace(result, **changed)


def figures(**changed: Any) -> Figures:
    """A candidate that is a little better than the model that answers."""
    flipped = Flip(
        source="holdout",
        kind="better",
        label="statistics",
        before="nlu_fallback",
        after="statistics",
        text="Vem svarar på <siffror>?",
    )
    result = Figures(
        candidate=model(NEW, 0.97),
        current=model(OLD, 0.95),
        asked=Counts(labelled=12, kept=3, stories=2, messages=9),
        flips=(flipped,),
        broken=(),
        mended=(),
        misrouted=(),
        forbidden=(),
    )
    return replace(result, **changed)


def flip(message: int, kind: str = "changed", label: str | None = None) -> Flip:
    """A real message that gets another answer."""
    return Flip("message", kind, label, "statistics", "press_contact", id=message)


TAUGHT = "hejsan och tack"
# A story of the trainers' own, the second turn of which the candidate takes for a greeting.
BROKEN = FailedStory(
    name="statistik och sedan tack",
    file=KEPT_STORIES,
    said=("/statistics", "tack"),
    turns=(
        BrokenTurn(
            turn=2,
            text="tack",
            wanted="thanks",
            before=Reading("thanks", (Likely("thanks", 0.62),), ()),
            after=Reading("greet", (Likely("greet", 0.51), Likely("thanks", 0.48)), ()),
            differences=(
                Difference("intent", "greet", "thanks"),
                Difference("actions", ["action_answer"], ["action_follow_up"]),
            ),
            nearest=(digest_of(TAUGHT), digest_of("borttaget sedan dess")),
        ),
    ),
    is_narrow=False,
)

_WRONG = WrongConversation(
    "V3-001",
    (WrongTurn(2, "Och utan <samtycke>?", ("verdict:no_consent",), "Ja, det kan gå."),),
)
# A candidate that says yes where it must not, and is no better.
CONVERSATIONS = Conversations(
    turns=20,
    whole=8,
    questions=5,
    candidate=RightAnswers(turns=17, whole=7, questions=4, wrong_yes=1),
    current=RightAnswers(turns=19, whole=6, questions=4, wrong_yes=0),
    turn_changes=Changes(3, 1, 0.625),
    question_changes=Changes(1, 1, 1.0),
    worse=(_WRONG,),
    worse_questions=(WrongQuestion("ask/records_fee", "vad kostar det?", "Begär en handling."),),
    wrong_yes=(_WRONG,),
)
