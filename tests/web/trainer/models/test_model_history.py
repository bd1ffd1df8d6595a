"""Releases as a list, what differs between candidates, and an undo that takes examples along."""

from __future__ import annotations

import re

import pytest
from aiohttp.test_utils import TestClient

from contracts.comparison.story_figures import digest_of
from tests.web.trainer.comparison.comparisons import NEW, NEWER, figures, model
from tests.web.trainer.conftest import csrf_of, log_in, logged
from tests.web.trainer.models.test_models import (
    LIST,
    NOW,
    database_of,
    get,
    releaser,
    send,
    serve,
)
from web.store.releases import candidates
from web.store.teaching import examples
from web.trainer.models import difference

__all__ = ["releaser"]  # fixture


async def teach(client: TestClient, *texts: str, label: str = "statistics") -> dict[str, str]:
    """Labels by digests, of examples that are there."""
    for text in texts:
        example = examples.TaughtExample(text, label, "sv", "anna", NOW.timestamp())
        await examples.add(database_of(client), example, NOW)
    return {digest_of(text): label for text in texts}


async def trained(client: TestClient, taught: dict[str, str], name: str) -> int:
    database = database_of(client)
    number = await candidates.add(database, "a-job", taught, "anna", NOW)
    await candidates.finish(database, number, name, figures(candidate=model(name)).to_json(), NOW)
    return number


async def test_releases_are_a_list_with_what_each_reached(releaser: TestClient) -> None:
    assert "Släppen" not in await get(releaser)
    number = await trained(releaser, {}, NEW)
    await send(releaser, f"{number}/slapp", based_on=0)
    await send(releaser, "tillbaka", based_on=2)
    html = await get(releaser)
    (table,) = re.findall(r'aria-label="Släppen".*?</table>', html, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL)
    words = [re.sub(r"<[^>]+>|\s+", " ", row) for row in rows]
    assert len(words) == 2
    assert "Tillbaka till modellen från start" in words[0]
    assert "10 av 11" not in words[0]
    assert "10 av 11" in words[1] and "2 av 2" in words[1]


async def test_what_two_candidates_have_learnt_otherwise_is_listed(releaser: TestClient) -> None:
    both = await teach(releaser, "båda")
    one = await trained(releaser, both | await teach(releaser, "bara ett"), NEW)
    gone = {digest_of("borttaget"): "greet", digest_of("bara ett"): "greet"}
    two = await trained(releaser, both | gone | await teach(releaser, "bara två"), NEWER)
    html = await get(releaser, f"{LIST}/{one}/skillnad?mot={two}")
    assert f"Vad som skiljer kandidat {one} från kandidat {two}" in html
    assert ("bara ett" in html, "bara två" in html, "båda" in html) == (True, True, False)
    # One is gone, one has another label by now.
    assert "Dessutom 2 exempel som har ändrats eller tagits bort" in html
    html = await get(releaser, f"{LIST}/{one}/skillnad")
    assert "båda" in html and "modellen från start" in html
    await get(releaser, f"{LIST}/{one}/skillnad?mot=99", status=404)


async def test_an_undo_offers_to_take_its_examples_along(releaser: TestClient) -> None:
    first = await teach(releaser, "bra exempel")
    one = await trained(releaser, first, NEW)
    await send(releaser, f"{one}/slapp", based_on=0)
    await serve(releaser, NEW)
    wrong = await teach(releaser, "fel ett", "fel två", label="press_contact")
    database = database_of(releaser)
    two = await candidates.add(database, "a-job", first | wrong, "anna", NOW)
    compared = figures(candidate=model(NEWER), current=model(NEW)).to_json()
    await candidates.finish(database, two, NEWER, compared, NOW)
    await send(releaser, f"{two}/slapp", based_on=2)
    html = await send(releaser, "tillbaka", based_on=3)
    assert "Ska exemplen med tillbaka?" in html
    assert f"Tillbaka till kandidat {one}." in html
    assert ("fel ett" in html, "bra exempel" in html) == (True, False)
    ticked = re.findall(r'name="example" value="(\d+)" checked', html)
    assert len(ticked) == 2
    html = await send(releaser, f"{two}/ta-bort-exempel", example=[*ticked, "x", "99"])
    assert "2 exempel är borttagna." in html
    assert "<span>2 exempel</span>" in html and "/trana/exempel/angra" in html
    assert (await examples.to_learn(database))[1] == first
    assert [line[1] for line in await logged(releaser)][-2:] == ["example_removed"] * 2
    html = await send(releaser, f"{two}/ta-bort-exempel", example=ticked)
    assert "Inget exempel är borttaget." in html
    await releaser.post("/trana/exempel/angra", data={"csrf": csrf_of(html)})
    assert (await examples.to_learn(database))[1] == first | wrong


async def test_of_many_examples_the_page_says_how_many_there_are(
    releaser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(difference, "MOST_DIFFERENT", 2)
    one = await trained(releaser, await teach(releaser, "ett", "två", "tre"), NEW)
    html = await get(releaser, f"{LIST}/{one}/skillnad")
    assert f"Bara kandidat {one} har lärt sig: 3</h2>" in html
    assert "Här står de 2 senaste." in html
    assert html.count('name="example"') == 2


async def test_an_undo_of_a_candidate_without_examples_of_its_own_offers_nothing(
    releaser: TestClient,
) -> None:
    number = await trained(releaser, {digest_of("borttaget"): "greet"}, NEW)
    await send(releaser, f"{number}/slapp", based_on=0)
    assert "Ska exemplen" not in await send(releaser, "tillbaka", based_on=2)


async def test_a_reader_removes_nothing(client: TestClient) -> None:
    number = await trained(client, await teach(client, "kvar"), NEW)
    await log_in(client, "reader")
    html = await get(client, f"{LIST}/{number}/skillnad")
    assert "kvar" in html and "Ta bort" not in html
    form = {"csrf": csrf_of(html), "example": "1"}
    assert (await client.post(f"{LIST}/{number}/ta-bort-exempel", data=form)).status == 403
