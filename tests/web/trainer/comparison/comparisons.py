"""Comparisons of two models as the engine makes them, for the tests of the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contracts.comparison.case_figures import Case, Guess, PairedCounts
from contracts.comparison.conversation_figures import (
    Changes,
    Conversations,
    RightAnswers,
    WrongConversation,
    WrongQuestion,
    WrongTurn,
)
from contracts.comparison.figures import ComparisonCounts, Figures, Flip, ModelFigures
from contracts.comparison.fold_figures import Folds, MisreadExample
from contracts.comparison.story_figures import (
    KEPT_STORIES,
    BrokenTurn,
    FailedStory,
    Likely,
    MessageReading,
    StoryDifference,
    digest_of,
)
from contracts.intents import FALLBACK
from web.trainer.labels import title_of

OLD = "presstjanst-0000aaaa-00000000.tar.gz"
NEW = "candidate-0000aaaa-11111111.tar.gz"
NEWER = "candidate-0000aaaa-22222222.tar.gz"


def model(name: str, **changed: Any) -> ModelFigures:
    """What one model reaches."""
    return replace(ModelFigures(name, misrouted=1, stories_passed=2), **changed)


def case(label: str, before: str, after: str, **more: Any) -> Case:
    """A test message; each model acts on what it thinks likeliest unless it asks back."""

    def guess(acted: str) -> Guess:
        likeliest = label if acted == FALLBACK else acted
        return Guess(likeliest.split("+")[0], 0.55 if acted == FALLBACK else 0.97, acted)

    values = {
        "source": "holdout",
        "is_trap": False,
        "taught": False,
        "text": f"en om {title_of(label)}",
    }
    return Case(label=label, before=guess(before), after=guess(after), **{**values, **more})


def paired(*cases: Case) -> PairedCounts:
    """As the engine counts, but for the chance, which is not computed."""
    unseen = [one for one in cases if not one.taught]
    pairs = [(one.is_right(one.after), one.is_right(one.before)) for one in unseen]
    return PairedCounts(
        total=len(pairs),
        candidate=sum(after for after, _ in pairs),
        current=sum(before for _, before in pairs),
        newly_wrong=sum(before and not after for after, before in pairs),
        newly_right=sum(after and not before for after, before in pairs),
        chance=1.0,
    )


CASES = (
    *[case("press_contact", "press_contact", "press_contact") for _ in range(6)],
    case("press_contact", "statistics", "statistics", text="Vem är <chef>?", is_trap=True),
    *[case("statistics", "statistics", "statistics", source="kept") for _ in range(3)],
    case("statistics", FALLBACK, "statistics", text="Vem svarar på <siffror>?"),
)


def figures(**changed: Any) -> Figures:
    """A candidate that answers one message more than the model that answers now."""
    cases = changed.get("cases", CASES)
    result = Figures(
        candidate=model(NEW),
        current=model(OLD),
        asked=ComparisonCounts(labelled=len(cases), kept=3, aside=0, stories=2, messages=9),
        cases=cases,
        unseen=paired(*cases),
        flips=(),
        denied=(),
        broken=(),
        mended=(),
        misrouted=(),
        forbidden=(),
    )
    return replace(result, **changed)


def flip(message: int, label: str | None = None, taught: bool = False) -> Flip:
    """A real message that gets another answer."""
    return Flip(message, label, "statistics", "press_contact", taught)


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
            before=MessageReading("thanks", (Likely("thanks", 0.62),), ()),
            after=MessageReading("greet", (Likely("greet", 0.51), Likely("thanks", 0.48)), ()),
            differences=(
                StoryDifference("intent", "greet", "thanks"),
                StoryDifference("actions", ["action_answer"], ["action_follow_up"]),
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
    better=(
        WrongConversation("V3-002", (WrongTurn(1, "Vem <äger> talen?", ("desk:stats",), "Hej."),)),
    ),
    better_questions=(WrongQuestion("ask/press_hours", "när har ni öppet?", "Ring oss."),),
    both_wrong=(
        WrongConversation(
            "V3-003", (WrongTurn(1, "Och i fjol?", ("desk:stats",), "Vad menar du?"),)
        ),
    ),
    both_wrong_questions=(),
)

# Of four taught examples a model without it surely reads one as something else.
FOLDS = Folds(4, (MisreadExample(digest_of(TAUGHT), "greet", Guess("thanks", 0.94, "thanks")),))
