"""The yes or the no that an answer begins with."""

from __future__ import annotations

import pytest

from desk.facts.model import Facts
from dialogue.policy import SIDE_ABOVE
from dialogue.stance import with_reply
from engine.understanding.answers.reader import answer_layers
from engine.understanding.encoder import shared_encoder

WORDS = {"yes": "Ja.", "no": "Nej.", "agreed": "Ja, det stämmer."}


@pytest.mark.parametrize(
    ("answer", "reply", "said"),
    [
        ("Ja, samtycket ska vara skriftligt.", "yes", "Ja, samtycket ska vara skriftligt."),
        ("Ja, samtycket ska vara skriftligt.", "no", "Nej. Samtycket ska vara skriftligt."),
        ("Ja, samtycket ska vara skriftligt.", "neither", "Samtycket ska vara skriftligt."),
        ("Ja, samtycket ska vara skriftligt.", None, "Samtycket ska vara skriftligt."),
        ("Nej, du behöver inte säga det.", "no", "Nej, du behöver inte säga det."),
        ("Nej, du behöver inte säga det.", "yes", "Ja, det stämmer. Du behöver inte säga det."),
        ("Tolv sidor kostar 54 kronor.", "yes", "Ja. Tolv sidor kostar 54 kronor."),
        ("Tolv sidor kostar 54 kronor.", "no", "Nej. Tolv sidor kostar 54 kronor."),
        ("Tolv sidor kostar 54 kronor.", None, "Tolv sidor kostar 54 kronor."),
    ],
)
def test_an_answer_has_the_side_of_what_is_asked(answer: str, reply: str | None, said: str) -> None:
    assert with_reply(answer, reply, WORDS) == said


def test_without_the_words_for_it_no_side_is_taken() -> None:
    assert with_reply("Tolv sidor kostar 54 kronor.", "yes", {}) == "Tolv sidor kostar 54 kronor."


@pytest.mark.parametrize(
    ("name", "text", "begins"),
    [
        ("consent_written", "måste samtycket vara skriftligt?", "Ja, samtycket"),
        ("consent_written", "duger fullmakten i stället?", ("Samtycket", "Nej.")),
        ("statistics_database", "var finns databasen?", "Statistikdatabasen finns på"),
        ("statistics_database", "finns det en databas?", "Ja, statistikdatabasen"),
        ("statistics_database", "vad säger ni, finns det en databas?", "Ja, statistikdatabasen"),
        ("consent_time_limited", "gäller det för alltid?", ("Samtyckesblanketten", "Nej.")),
        ("consent_time_limited", "gäller det bara en tid?", "Ja, samtyckesblanketten"),
        ("what_is_kept", "hur länge sparas det jag skriver här?", "Samtalet sparas"),
        ("consent_oral", "hur gör hon då", "Samtycket ska vara skriftligt"),
        pytest.param(
            "records_name",
            "vem jag är måste jag väl säga?",
            "Nej, du behöver inte",
            marks=pytest.mark.xfail(strict=True, reason="the reader is not sure enough"),
        ),
        pytest.param(
            "case_before_decision",
            "vi får ingen kommentar före beslutet, stämmer det?",
            "Ja, det",
            marks=pytest.mark.xfail(strict=True, reason="a claim is read as a question"),
        ),
        pytest.param(
            "consent_oral",
            "ett muntligt ja räcker inte väl?",
            "Ja, det stämmer. Samtycket",
            marks=pytest.mark.xfail(strict=True, reason="the reader is not sure enough"),
        ),
        ("consent_oral", "räcker det med ett muntligt ja?", "Nej, samtycket"),
        pytest.param(
            "consent_oral",
            "räcker inte ett muntligt ja?",
            "Nej, samtycket",
            marks=pytest.mark.xfail(strict=True, reason="a question with a not is read as a claim"),
        ),
        (
            "records_on_the_spot",
            "finns det nåt kontor i Luleå där jag kan läsa dem?",
            "En offentlig handling",
        ),
    ],
)
def test_the_reader_tells_which_side_is_asked_for(
    name: str, text: str, begins: str | tuple[str, ...], facts: Facts
) -> None:
    belief, *_ = answer_layers().read(shared_encoder().pieces(text), [])
    reply = next((of for of, likely in belief["reply"].items() if likely > SIDE_ABOVE), None)
    answer = facts.questions[f"ask/{name}"].answer["sv"]
    assert with_reply(answer, reply, WORDS).startswith(begins)
