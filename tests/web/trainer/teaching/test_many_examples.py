"""Several examples of the list at once: removed, put back, and given another label."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

from aiohttp.test_utils import TestClient

from tests.web.conftest import ClientMaker, StandInEngine
from tests.web.trainer.conftest import csrf_of, log_in, logged
from tests.web.trainer.inbox.test_inbox import doubtful, fill, judge
from tests.web.trainer.teaching.test_examples import LIST, get, rows, send, taught, texts, trainer
from web import keys
from web.store.teaching import examples
from web.store.trainer_tables import messages

__all__ = ["trainer"]  # fixture

MANY = f"{LIST}/markerade"


async def change(client: TestClient, numbers: list[Any], **form: str) -> str:
    csrf = csrf_of(await get(client, LIST))
    pairs = [("csrf", csrf), *(("example", one) for one in numbers), *form.items()]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await client.post(MANY, data=urlencode(pairs), headers=headers)
    assert response.status == 200
    return await response.text()


async def labels(client: TestClient) -> dict[str, str]:
    assert client.app is not None
    return dict(await examples.texts_with_labels(client.app[keys.DATABASE]))


async def test_those_that_are_ticked_go_together_and_come_back_together(
    trainer: TestClient,
) -> None:
    one, two, _ = [await taught(trainer, text) for text in ("ett ord", "två ord", "tre ord")]
    html = await change(trainer, [one, two, "x", 99], act="remove", here="text=ord")
    assert "2 exempel är borttagna." in html
    assert 'value="ord"' in html  # the list is as it was
    assert await texts(trainer) == ["tre ord"]
    assert "<span>2 exempel</span>" in html
    assert "2 exempel är tillbaka." in await send(trainer, f"{LIST}/angra")
    assert sorted(await texts(trainer)) == ["ett ord", "tre ord", "två ord"]
    assert "Det finns inget att ångra." in await send(trainer, f"{LIST}/angra")


async def test_what_cannot_come_back_says_why_and_is_not_lost(
    trainer: TestClient, engine: StandInEngine
) -> None:
    numbers = [await taught(trainer, text) for text in ("ett ord", "två ord")]
    await change(trainer, numbers, act="remove")
    await taught(trainer, "två ord")
    html = await send(trainer, f"{LIST}/angra")
    assert "1 av 2 exempel är tillbaka. Ett annat: Finns redan bland exemplen." in html
    assert sorted(await texts(trainer)) == ["ett ord", "två ord"]


async def test_those_that_are_ticked_get_another_label(
    trainer: TestClient, engine: StandInEngine
) -> None:
    one, two = [await taught(trainer, text) for text in ("ett ord", "två ord")]
    await taught(trainer, "tre ord")
    html = await change(trainer, [one, two], label="press_contact")
    assert "2 exempel är nu Presstjänsten." in html
    assert await labels(trainer) == {
        "ett ord": "press_contact",
        "två ord": "press_contact",
        "tre ord": "statistics",
    }
    # Asked about together: each may resemble what it is itself.
    assert engine.received[-1]["taught"] == [["tre ord", "statistics"]]
    assert [what for _, what, _ in await logged(trainer)][-2:] == ["example_changed"] * 2


async def test_what_may_not_have_the_label_says_why(
    trainer: TestClient, engine: StandInEngine
) -> None:
    one, two = [await taught(trainer, text) for text in ("ett ord", "två ord")]
    refusal = {"reason": "holdout", "where": "", "label": None, "text": None}
    engine.refuses = lambda body: refusal if body["text"] == "ett ord" else None
    html = await change(trainer, [one, two], label="greet")
    assert "Ett exempel är nu Hälsning. 1 gick inte att ändra: Står bland testmedd" in html
    assert (await labels(trainer))["ett ord"] == "statistics"


async def test_what_goes_against_a_sure_bot_is_asked_once_more(
    trainer: TestClient, engine: StandInEngine
) -> None:
    numbers = [await taught(trainer, text) for text in ("ett ord", "två ord")]
    engine.reads = ("statistics", 0.993)
    html = await change(trainer, numbers, label="greet")
    assert "0 exempel är nu Hälsning. 2 är inte ändrade" in html
    assert "”ett ord”: Boten är 99 % säker på Statistik. Ändå?" in html
    assert set((await labels(trainer)).values()) == {"statistics"}
    html = await change(trainer, numbers, label="greet", anyway="on")
    assert "2 exempel är nu Hälsning." in html and "inte ändrade" not in html
    assert set((await labels(trainer)).values()) == {"greet"}


async def test_what_was_reviewed_as_something_else_asks_first(trainer: TestClient) -> None:
    (message,) = await fill(trainer, doubtful("hur många ord", 0.9))
    await judge(trainer, message, verdict="right", teach_right="on")
    (row,) = await rows(trainer, examples.examples)
    html = await change(trainer, [row.id], label="greet")
    assert "0 exempel är nu Hälsning. 1 gick inte att ändra: Bocka för" in html
    await change(trainer, [row.id], label="greet", review="on")
    assert await labels(trainer) == {"hur många ord": "greet"}
    (stored,) = await rows(trainer, messages)
    assert (stored.state, stored.label) == ("settled", "greet")


async def test_without_a_tick_or_a_label_nothing_is_changed(trainer: TestClient) -> None:
    one = await taught(trainer)
    assert "Bocka för de exempel som det gäller." in await change(trainer, [], act="remove")
    assert "Välj en etikett. Inget är ändrat." in await change(trainer, [one], label="tulips")
    assert len(await texts(trainer)) == 1


async def test_a_silent_engine_changes_nothing(trainer: TestClient, engine: StandInEngine) -> None:
    one = await taught(trainer)
    engine.status = 500
    html = await change(trainer, [one], label="greet")
    assert "0 exempel är nu Hälsning. 1 gick inte att ändra: Motorn svarar inte" in html


async def test_all_that_the_page_shows_are_ticked_by_a_link_and_none_again(
    trainer: TestClient,
) -> None:
    for text in ("hur många tulpaner", "hur många tulpaner fanns", "hej då"):
        await taught(trainer, text)
    for path, ticked in ((f"{LIST}?text=tulpan", 2), (f"{LIST}/liknande?text=tulpaner", 2)):
        html = await get(trainer, path)
        assert html.count('form="many" checked') == 0
        (address,) = re.findall(r'id="all" href="([^"]+)">Markera alla<', html)
        html = await get(trainer, unescape(address))
        assert html.count('form="many" checked') == ticked, path
        (address,) = re.findall(r'id="all" href="([^"]+)">Avmarkera alla<', html)
        assert unescape(address) == path


async def test_how_much_another_has_taught_is_for_releasers_and_themselves(
    trainer: TestClient, make_client: ClientMaker
) -> None:
    for text in ("ett ord", "två ord", "tre ord"):
        await taught(trainer, text)
    other, releaser = await make_client(), await make_client()
    await log_in(other, "reader", "bo")
    await log_in(releaser, "releaser", "rut")
    for client, shown in ((trainer, True), (other, False), (releaser, True)):
        html = await get(client, f"{LIST}?vem=trainer")
        assert ('class="quiet">3 exempel' in html) == shown
        assert "tre ord" in html
