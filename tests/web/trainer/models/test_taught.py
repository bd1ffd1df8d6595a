"""How trainers' own examples are read by models without them: on the page, and what is behind."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient

from contracts.comparison.case_figures import Guess
from contracts.comparison.fold_figures import Folds, MisreadExample
from contracts.comparison.story_figures import digest_of
from contracts.intents import FALLBACK
from tests.web.trainer.comparison.comparisons import FOLDS, TAUGHT, figures
from tests.web.trainer.models.test_models import LIST, database_of, get, releaser
from web.store.releases import candidates
from web.store.teaching import examples
from web.store.teaching.examples import TaughtExample
from web.trainer.models import taught

__all__ = ["releaser"]  # fixture

NOW = datetime.now(UTC)
LEARNT = {
    digest_of(TAUGHT): "greet",
    digest_of("hur många <tulpaner>"): "statistics",
    digest_of("hur många rosor"): "statistics",
    digest_of("borttaget sedan dess"): "statistics",
}


async def compared(client: TestClient, folds: Folds = FOLDS) -> str:
    """The address of a candidate that has learnt LEARNT, of which three are there."""
    database = database_of(client)
    for text, label in (
        (TAUGHT, "greet"),
        ("hur många <tulpaner>", "statistics"),
        ("hur många rosor", "statistics"),
    ):
        await examples.add(database, TaughtExample(text, label, "sv", "anna", NOW.timestamp()), NOW)
    number = await candidates.add(database, "a-job", LEARNT, "anna", NOW)
    found = figures(folds=folds)
    await candidates.finish(database, number, found.candidate.model, found.to_json(), NOW)
    return f"{LIST}/{number}"


def misread(label: str, likeliest: str, confidence: float, name: str = "a") -> MisreadExample:
    return MisreadExample(digest_of(name), label, Guess(likeliest, confidence, likeliest))


async def test_one_sentence_says_how_they_are_read_with_its_interval(releaser: TestClient) -> None:
    html = await get(releaser, await compared(releaser))
    assert (
        "Av era 4 exempel läses 3 rätt av modeller som inte har lärt sig dem: 75 %, "
        "troligen mellan 30 % och 95 %." in html
    )


def test_where_some_alone_were_tried_that_is_said() -> None:
    assert taught.sentence(Folds(1000, ()), 20_000).startswith("Av 1000 av era 20000 exempel läses")


async def test_each_figure_leads_to_its_examples(releaser: TestClient) -> None:
    address = await compared(releaser)
    html = await get(releaser, address)
    for query, text in (
        ("lasta=fel", f"{TAUGHT}"),
        ("etikett=statistics&amp;lasta=ratt", "hur många rosor"),
    ):
        assert f'href="{address}/exempel?{query}"' in html
        behind = await get(releaser, f"{address}/exempel?{query}".replace("&amp;", "&"))
        assert text in behind
    assert "Lästes som <strong>Tack 94 %</strong>" in await get(releaser, f"{address}/exempel")
    right = await get(releaser, f"{address}/exempel?lasta=ratt")
    assert "hur många &lt;tulpaner&gt;" in right
    assert TAUGHT not in right
    assert "Dessutom ett exempel som har ändrats eller tagits bort sedan dess." in right


@pytest.mark.parametrize("query", ["lasta=kanske", "etikett=tulips"])
async def test_what_there_is_not_is_not_found(releaser: TestClient, query: str) -> None:
    await get(releaser, f"{await compared(releaser)}/exempel?{query}", status=404)


async def test_a_comparison_without_them_has_none(releaser: TestClient) -> None:
    number = await candidates.add(database_of(releaser), "a-job", {}, "anna", NOW)
    await candidates.finish(database_of(releaser), number, "m", figures().to_json(), NOW)
    assert "Era egna exempel" not in await get(releaser, f"{LIST}/{number}")
    await get(releaser, f"{LIST}/{number}/exempel", status=404)


async def test_a_likely_label_error_stands_with_what_can_be_done_about_it(
    releaser: TestClient,
) -> None:
    address = await compared(releaser)
    html = await get(releaser, address)
    assert "Troliga märkfel bland era exempel" in html
    assert "En modell utan exemplet är 94 % säker på <strong>Tack</strong>" in html
    link = f'<a href="{address}#markfel">Ett exempel är troligen fel märkt</a>'
    assert link in await get(releaser, "/trana/exempel")
    found = await examples.by_digest(database_of(releaser), [digest_of(TAUGHT)])
    ((number, example),) = found.values()
    assert f'href="/trana/exempel/{number}"' in html
    # Mended, it is none any longer.
    mended = TaughtExample(TAUGHT, "thanks", "sv", "anna", NOW.timestamp())
    await examples.change(database_of(releaser), number, example, mended, NOW)
    assert "En modell utan exemplet" not in await get(releaser, address)
    assert "fel märkt" not in await get(releaser, "/trana/exempel")


def test_the_surest_come_first_and_what_is_said_elsewhere_is_left_out() -> None:
    rows = (
        misread("greet", "thanks", 0.91, "a"),
        misread("greet", "thanks", 0.99, "b"),
        misread("greet", "thanks", 0.98, "said elsewhere"),
        misread("greet", "thanks", 0.89, "not sure"),
        misread("greet+thanks", "thanks", 0.99, "one of its wishes"),
    )
    found = taught.likely_wrong(Folds(9, rows), {digest_of("said elsewhere")})
    assert [one.digest for one in found] == [digest_of("b"), digest_of("a")]


def test_the_label_with_most_misread_stands_first() -> None:
    found = taught.label_rows(FOLDS, LEARNT)
    assert [(row.label, row.right, row.total) for row in found] == [
        ("greet", 0, 1),
        ("statistics", 3, 3),
    ]


def test_a_question_back_is_said_to_be_one() -> None:
    one = MisreadExample("a", "greet+thanks", Guess("greet", 0.6, FALLBACK))
    assert taught.guess_in_words(one) == "Frågade tillbaka (Hälsning 60 %)"
