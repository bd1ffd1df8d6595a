"""The pages of the examples that come with the bot: searched, compared, and mended by a patch."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from contracts.intents import FALLBACK
from contracts.paths import ROOT
from tests.web.conftest import StandInEngine
from tests.web.trainer.conftest import csrf_of, hides, log_in, logged
from tests.web.trainer.inbox.test_inbox import doubtful, fill
from web import keys
from web.store.teaching import base_changes, examples
from web.store.teaching.examples import TaughtExample
from web.trainer.base_examples import change_form, page
from web.trainer.base_examples.files import BaseExample
from web.trainer.base_examples.near_page import labels_in_words
from web.trainer.base_examples.search import BaseExamples, base_examples
from web.trainer.base_examples.writer_names import writer_in_words
from web.trainer.formats import whole

LIST, CHANGES, NEAR = (
    "/trana/exempel/grund",
    "/trana/exempel/grund/andringar",
    "/trana/exempel/liknande",
)


@pytest.fixture
def every() -> BaseExamples:
    return base_examples()


@pytest.fixture
def one(every: BaseExamples) -> BaseExample:
    """An example that asks for something, after an answer."""
    return next(r for r in every.rows if r.example.questions and r.example.state)


@pytest.fixture
async def trainer(client: TestClient, engine: StandInEngine) -> TestClient:
    engine.masks = hides("Torgny")
    await log_in(client, "trainer")
    return client


async def get(client: TestClient, path: str, status: int = 200) -> str:
    response = await client.get(path)
    assert response.status == status
    return unescape(await response.text())


async def send(client: TestClient, path: str, status: int = 200, **form: str) -> str:
    csrf = csrf_of(await get(client, "/trana/modeller"))
    response = await client.post(path, data={"csrf": csrf, **form})
    assert response.status == status, await response.text()
    return unescape(await response.text())


async def changes_of(client: TestClient) -> list[Any]:
    assert client.app is not None
    return [change for _, change in await base_changes.every(client.app[keys.DATABASE])]


async def test_all_are_there_in_pages(trainer: TestClient, every: BaseExamples) -> None:
    html = await get(trainer, LIST)
    assert f"{whole(len(every.rows))} exempel, skrivna av flera" in html
    assert html.count("Föreslå ändring</a>") == page.ROWS
    assert every.rows[0].example.text in html
    second = await get(trainer, f"{LIST}?sida=2")
    assert every.rows[page.ROWS].example.text in second
    assert 'rel="prev"' in second


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ("etikett=newsletter", lambda e: e.label == "newsletter"),
        ("etikett=nlu_fallback", lambda e: e.label == "nlu_fallback"),
        ("skribent=editor", lambda e: e.writer == "editor"),
        ("sprak=no", lambda e: e.language == "no"),
        ("fraga=records_fee", lambda e: "records_fee" in (e.questions or ())),
        ("lage=awaits+consent", lambda e: "awaits consent" in (e.state or ())),
        ("lage=forst&etikett=greet", lambda e: e.state is None and e.label == "greet"),
        ("text=BLANKETT", lambda e: "blankett" in e.text.casefold()),
    ],
)
async def test_they_are_found_by_what_is_said_of_them(
    trainer: TestClient, every: BaseExamples, query: str, passes: Any
) -> None:
    count = sum(bool(passes(row.example)) for row in every.rows)
    assert count
    assert f'<p class="quiet">{whole(count)} exempel' in await get(trainer, f"{LIST}?{query}")


async def test_where_none_passes_that_is_said(trainer: TestClient) -> None:
    assert "Inget grundexempel stämmer" in await get(trainer, f"{LIST}?text=zebrafink")
    assert "högst 100 tecken" in await get(trainer, f"{LIST}?text={'a' * 101}", status=422)


async def test_no_code_of_ours_stands_on_the_page(trainer: TestClient, every: BaseExamples) -> None:
    html = await get(trainer, f"{LIST}?skribent=figures_of_whom")
    texts = {part.partition("<")[0].strip() for part in html.split(">")}
    assert [text for text in texts if "records_fee" in text or "awaits " in text] == []
    said = {name.replace("_", " ") for name in every.writers if "_" in name}
    assert texts & (said | set(every.writers)) == set()
    assert html.count("skribent: vems siffror") == page.ROWS


def test_a_writer_without_a_swedish_name_has_a_number(every: BaseExamples) -> None:
    assert writer_in_words("zoo", [*every.writers, "zoo"]) == f"skribent {len(every.writers) + 1}"


def test_an_example_is_in_the_language_of_its_folder(every: BaseExamples) -> None:
    for row in every.rows:
        assert row.file.startswith(f"data/nlu/{row.example.language}/")


async def test_a_change_is_kept_and_stands_beside_the_example(
    trainer: TestClient, one: BaseExample
) -> None:
    address = f"{LIST}/{one.key}"
    assert one.example.text in await get(trainer, address)
    html = await send(trainer, address, text="en bättre mening", label="press_contact")
    assert "Förslaget är sparat" in html
    (change,) = await changes_of(trainer)
    assert (change.key, change.file, change.text) == (one.key, one.file, one.example.text)
    assert (change.new_text, change.new_label) == ("en bättre mening", "press_contact")
    assert (await logged(trainer))[-1] == (
        "trainer",
        "base_change_wanted",
        f"{one.example.label}, nr 1",
    )
    found = await get(trainer, f"{LIST}?text={one.example.text[:40]}")
    assert "<strong>Förslag:</strong> en bättre mening (Presstjänsten), trainer" in found
    assert "en bättre mening" in await get(trainer, address)
    # Said again, the last word counts.
    await send(trainer, address, remove="1")
    (change,) = await changes_of(trainer)
    assert change.new_text is None


async def test_an_example_that_is_too_vague_stays_so_when_its_text_changes(
    trainer: TestClient, every: BaseExamples
) -> None:
    vague = next(row for row in every.rows if row.example.label == FALLBACK)
    address = f"{LIST}/{vague.key}"
    assert f'<option value="{FALLBACK}" selected>' in await get(trainer, address)
    assert "Förslaget är sparat" in await send(
        trainer, address, text="snart är det väl dags igen", label=FALLBACK
    )
    (change,) = await changes_of(trainer)
    assert (change.label, change.new_label) == (FALLBACK, FALLBACK)


async def test_the_patch_has_all_that_is_wanted(trainer: TestClient, one: BaseExample) -> None:
    await send(trainer, f"{LIST}/{one.key}", remove="1")
    response = await trainer.get(f"{CHANGES}.patch")
    assert response.headers["Content-Disposition"] == 'attachment; filename="grundexempel.patch"'
    patch = await response.text()
    assert f"--- a/{one.file}\n+++ b/{one.file}\n" in patch
    assert f"-      - {one.example.text}\n" in patch
    check = ["git", "-C", str(ROOT), "apply", "--check", "-"]
    subprocess.run(check, input=patch, text=True, check=True)


async def test_what_is_wanted_can_be_taken_back(trainer: TestClient, one: BaseExample) -> None:
    await send(trainer, f"{LIST}/{one.key}", remove="1")
    assert "Ett förslag väntar" in await get(trainer, CHANGES)
    assert "Förslaget är borta" in await send(trainer, f"{CHANGES}/1/ta-tillbaka")
    assert "redan borta" in await send(trainer, f"{CHANGES}/1/ta-tillbaka")
    assert "Inga förslag väntar" in await get(trainer, CHANGES)


async def test_what_has_been_done_in_the_files_is_told_apart(trainer: TestClient) -> None:
    assert trainer.app is not None
    now = datetime.now(UTC)
    done = base_changes.BaseChange(
        "0" * 16, "data/nlu/sv/greet.yml", "hejsan", "greet", None, None, "anna", now.timestamp()
    )
    await base_changes.want(trainer.app[keys.DATABASE], done, now)
    html = await get(trainer, CHANGES)
    assert "Inga förslag väntar" in html
    assert "Redan införda, eller borta ur filerna av andra skäl: 1" in html
    assert await (await trainer.get(f"{CHANGES}.patch")).text() == ""


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, change_form.UNCHANGED),
        ({"label": "tulips"}, "Välj en etikett som boten har."),
        ({"text": "ring Torgny om det"}, "något som kan peka ut någon: ”Torgny”"),
    ],
)
async def test_what_cannot_be_wanted_says_why(
    trainer: TestClient, one: BaseExample, form: dict[str, str], words: str
) -> None:
    values = {"text": one.example.text, "label": one.example.label, **form}
    assert words in await send(trainer, f"{LIST}/{one.key}", 422, **values)
    assert await changes_of(trainer) == []


async def test_an_example_may_resemble_itself_but_no_test(
    trainer: TestClient, engine: StandInEngine, one: BaseExample
) -> None:
    address, form = f"{LIST}/{one.key}", {"text": f"{one.example.text} tack", "label": "greet"}
    refusal = {"reason": "contradicts", "label": one.example.label, "text": one.example.text}
    engine.refuses = lambda body: {**refusal, "where": "data/nlu/sv/another.yml"}
    assert "Säger emot grundexemplen" in await send(trainer, address, 422, **form)
    engine.refuses = lambda body: {**refusal, "where": one.file}
    await send(trainer, address, **form)
    engine.refuses = lambda body: {"reason": "holdout", "where": "", "label": None, "text": None}
    assert "Står bland testmeddelandena" in await send(trainer, address, 422, **form)
    assert len(await changes_of(trainer)) == 1


async def test_a_reader_looks_and_changes_nothing(client: TestClient, one: BaseExample) -> None:
    await log_in(client, "reader")
    assert "Föreslå ändring" not in await get(client, LIST)
    await get(client, f"{LIST}/{one.key}", status=403)
    await send(client, f"{LIST}/{one.key}", 403, remove="1")


async def test_an_example_that_is_not_there_is_not_found(trainer: TestClient) -> None:
    await get(trainer, f"{LIST}/{'0' * 16}", status=404)


async def test_what_resembles_a_text_stands_with_its_labels(trainer: TestClient) -> None:
    assert trainer.app is not None
    now = datetime.now(UTC)
    own = TaughtExample(
        "samtyckesblanketten på finska", "individual_case", "sv", "anna", now.timestamp()
    )
    await examples.add(trainer.app[keys.DATABASE], own, now)
    html = await get(trainer, f"{NEAR}?text=finns+samtyckesblanketten+på+arabiska")
    assert "har ni samtyckesblanketten på arabiska" in html
    assert own.text in html
    assert re.search(r"(?:Av de|Alla) 11 närmaste är (?:\d+ )?Enskilt fall", html)
    assert re.search(r'type="checkbox" name="example" value="\d+" form="many"', html)
    assert 'id="many"' in html and "Byt etikett" in html
    listed = await get(trainer, "/trana/exempel")
    assert f'aria-label="Exempel som liknar: {own.text}"' in listed and f"{NEAR}?text=" in listed
    nothing = await get(trainer, f"{NEAR}?text=zebrafink")
    assert "Inget exempel liknar det" in nothing
    assert "närmaste" not in await get(trainer, NEAR)


async def test_a_message_leads_to_what_resembles_it_without_its_words_in_the_address(
    trainer: TestClient,
) -> None:
    (number,) = await fill(trainer, doubtful("Hur många fick vab i fjol?", 0.5))
    assert f'href="{NEAR}?m={number}"' in await get(trainer, f"/trana?m={number}")
    html = await get(trainer, f"{NEAR}?m={number}")
    assert "<q>Hur många fick vab i fjol?</q>" in html
    assert "Statistik" in html


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ([], ""),
        (["greet"], "Det som liknar är Hälsning."),
        (["greet", "greet"], "Alla 2 närmaste är Hälsning."),
        (["statistics", "greet", "statistics"], "Av de 3 närmaste är 2 Statistik och 1 Hälsning."),
    ],
)
def test_how_many_of_the_nearest_have_which_label(labels: list[str], sentence: str) -> None:
    assert labels_in_words(labels) == sentence


async def test_the_export_does_it_in_the_files(
    trainer: TestClient, one: BaseExample, database: Path, tmp_path: Path
) -> None:
    await send(trainer, f"{LIST}/{one.key}", remove="1")
    copy = tmp_path / "copy" / one.file
    copy.parent.mkdir(parents=True)
    before = (ROOT / one.file).read_text(encoding="utf-8")
    copy.write_text(before, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "web.trainer", "export", "--folder", str(tmp_path / "copy")],
        cwd=ROOT,
        env={"DATABASE_URL": f"sqlite:///{database}", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(copy)
    after = copy.read_text(encoding="utf-8").splitlines()
    assert f"      - {one.example.text}" in {*before.splitlines()} - {*after}
