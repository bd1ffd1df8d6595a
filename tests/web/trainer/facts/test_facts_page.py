"""The facts are shown as journalists see them, and changed as the file would be."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from desk.dates import long_date
from desk.facts.file import load_facts
from desk.facts.model import Facts
from desk.hours import local_now
from tests.press_page import FACTS, PRESS_PHONE
from tests.web.conftest import ClientMaker
from tests.web.trainer.conftest import csrf_of, log_in
from web import keys
from web.trainer.facts import form as facts_form
from web.trainer.facts.listing import fact_rows, over_a_year

PHONE = "/trana/fakta/contacts/press_phone"
CHANGE = "/trana/fakta/andra"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The day on which facts are reviewed, which does not end during a test."""
    now = local_now()
    monkeypatch.setattr(facts_form, "local_now", lambda: now)
    return now.date()


@pytest.fixture
async def releaser(make_client: ClientMaker) -> TestClient:
    client = await make_client()
    await log_in(client, "releaser", "rut")
    return client


async def get(client: TestClient, path: str, status: int = 200) -> str:
    response = await client.get(path)
    assert response.status == status
    return await response.text()


def form_of(html: str, having: str) -> dict[str, str]:
    """What the form that holds `having` would send if nothing was changed."""
    found = next(f for f in re.findall(r"<form.*?</form>", html, re.DOTALL) if having in f)
    values: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", found):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            values[unescape(name[1])] = unescape(value[1]) if value else ""
    for name, text in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', found, re.S
    ):
        values[unescape(name)] = unescape(text)
    for name, options in re.findall(
        r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', found, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        one, name = unescape(chosen[1]) if chosen else "", unescape(name)
        # The places of a list have one name.
        values[name] = ", ".join(filter(None, (values.get(name), one)))
    return values


async def post(
    client: TestClient, form: dict[str, Any], status: int = 200, path: str = CHANGE, **more: Any
) -> str:
    response = await client.post(path, data={**form, **more})
    assert response.status == status, await response.text()
    return await response.text()


async def start(client: TestClient, path: str, having: str = "Se vad som ändras") -> dict[str, str]:
    return form_of(await get(client, path), having)


async def released(client: TestClient, form: dict[str, str], note: str = "Nytt nummer") -> str:
    """Look at a change and release it; gives the page after."""
    preview = await post(client, form, steg="granska")
    return await post(client, form_of(preview, "Varför?"), steg="slapp", varfor=note)


async def test_every_answer_is_shown_in_both_languages_with_its_facts(
    releaser: TestClient, facts: Facts
) -> None:
    html = await get(releaser, "/trana/fakta")
    assert html.count('<article class="card" lang="sv">') == len(facts.topics)
    assert html.count('<article class="card" lang="en">') == len(facts.topics)
    for topic in facts.topics.values():
        assert topic.title["en"] in unescape(html)
    for contact in facts.contacts.values():
        assert f'href="/trana/fakta/contacts/{contact.name}"' in html
    assert long_date(facts.contacts["press_phone"].reviewed_on, "sv") in html


async def test_questions_what_is_not_stated_and_fees_are_listed_in_swedish_and_edited(
    releaser: TestClient, facts: Facts, facts_file: Path
) -> None:
    html = unescape(await get(releaser, "/trana/fakta"))
    for words in ("Frågor med svar", "Det som sidan inte säger", "Avgifter"):
        assert f"<summary>{words} " in html
    for name, question in facts.questions.items():
        section = "questions" if question.stated else "not_stated"
        assert f'href="/trana/fakta/{section}/{name.partition("/")[2]}"' in html
        assert question.answer["sv"] in html
    fee = facts.fees["copies"]
    assert (
        f"{fee.free_pages} sidor utan avgift, {fee.free_pages + 1} sidor {fee.first_price} kronor, "
        f"sedan {fee.page_price} kronor per sida"
    ) in html
    for path, words in (
        ("questions/records_fee", "Svar när antalet sidor är sagt, svenska"),
        ("not_stated/records_days", "Nummer, adresser och avgifter hämtas med namn inom klamrar"),
        ("fees/copies", "Kronor för varje sida därefter"),
    ):
        assert words in unescape(await get(releaser, f"/trana/fakta/{path}"))
    form = await start(releaser, "/trana/fakta/fees/copies")
    form["f.page_price"] = str(fee.page_price + 1)
    preview = unescape(await post(releaser, form, steg="granska"))
    assert f"sedan {fee.page_price + 1} kronor per sida" in preview
    await released(releaser, form, note="Ny avgift")
    assert load_facts(facts_file).fees["copies"].price(20) == (
        replace(fee, page_price=fee.page_price + 1).price(20)
    )


async def test_a_question_is_added_and_a_wrong_name_in_braces_is_refused(
    releaser: TestClient, facts_file: Path
) -> None:
    form = await start(releaser, "/trana/fakta/ny/not_stated")
    form["text"] = (
        form["text"].replace("nytt", "parking").replace("säger inte …", "säger inte {var}.")
    )
    html = unescape(await post(releaser, form, 422, steg="granska"))
    assert "{var} är okänt" in html
    form["text"] = form["text"].replace("{var}", "var man parkerar")
    await released(releaser, form, note="Ny fråga")
    added = load_facts(facts_file).questions["not_stated/parking"]
    assert "var man parkerar" in added.answer["sv"]
    assert not added.stated


async def test_a_reader_sees_all_and_changes_nothing(make_client: ClientMaker) -> None:
    client = await make_client()
    await log_in(client, "trainer")
    html = await get(client, "/trana/fakta")
    assert "/trana/fakta/contacts/press_phone" not in html
    assert "Granskade i dag" not in html
    for path in (PHONE, "/trana/fakta/hela", "/trana/fakta/ny/rules"):
        await get(client, path, 403)
    await post(client, {"csrf": csrf_of(html)}, 403)
    await get(client, "/trana/fakta/versioner")


async def test_a_number_is_changed_looked_at_and_released(
    releaser: TestClient, facts_file: Path, today: date
) -> None:
    before = facts_file.read_text(encoding="utf-8")
    reviewed_on = FACTS.contacts["press_phone"].reviewed_on
    form = await start(releaser, PHONE)
    assert "granskad" not in form, "a mended number is no review"
    form |= {"f.value": "010-000 00 00", "granskad": "ja"}
    preview = await post(releaser, form, steg="granska")
    assert f"<del>{PRESS_PHONE[4:7]}</del>" in preview
    assert preview.count("010-000 00 00") > 10  # in the cards, too
    assert facts_file.read_text(encoding="utf-8") == before
    html = await released(releaser, form)
    assert "Släppt som version 2" in html
    made = facts_file.read_text(encoding="utf-8").split("\n")
    differing = [(a, b) for a, b in zip(before.split("\n"), made, strict=True) if a != b]
    assert differing == [
        (f'    value: "{PRESS_PHONE}"', '    value: "010-000 00 00"'),
        (f"    reviewed_on: {reviewed_on}", f"    reviewed_on: {today.isoformat()}"),
    ]
    assert releaser.app is not None
    facts = releaser.app[keys.FACTS].current()
    assert facts.contacts["press_phone"].value == "010-000 00 00"
    log = await get(releaser, "/trana/logg")
    assert "version 2" in log


async def test_a_fact_is_called_by_its_words(releaser: TestClient) -> None:
    assert "<h1>Ändra en kontakt: Pressjouren</h1>" in await get(releaser, PHONE)


async def test_a_letter_is_changed_line_by_line_and_looked_at_as_a_draft(
    releaser: TestClient, facts_file: Path
) -> None:
    overview = await get(releaser, "/trana/fakta")
    assert "Utkast: begäran om handling" in overview
    html = await get(releaser, "/trana/fakta/letters/public_records")
    assert "Brevet, svenska" in html
    assert "Till, namn på en mejladress" in html
    assert "Som 08-17." not in html
    form = form_of(html, "Se vad som ändras")
    body = form["f.body.sv"]
    assert body == load_facts(facts_file).letters["public_records"].body["sv"]
    # As a browser sends it, with a line that somebody has left a space after.
    form["f.body.sv"] = body.replace("Tack för hjälpen", "Tack \n\nTill er").replace("\n", "\r\n")
    preview = await (await releaser.post(CHANGE, data={**form, "steg": "granska"})).text()
    assert "Utkast: begäran om handling, svenska" in preview
    assert "Utkast: begäran om handling, engelska" not in preview
    release = {**form_of(preview, "Varför?"), "varfor": "Kortare", "steg": "slapp"}
    await releaser.post(CHANGE, data=release)
    letter = load_facts(facts_file).letters["public_records"]
    assert letter.body["sv"] == body.replace("Tack för hjälpen", "Tack\n\nTill er")
    assert "    body:\n      sv: |-\n        Hej,\n" in facts_file.read_text()


async def test_a_release_is_undone_with_one_click(releaser: TestClient, facts_file: Path) -> None:
    before = facts_file.read_text(encoding="utf-8")
    await released(releaser, {**await start(releaser, PHONE), "f.value": "010-000 00 00"})
    form = form_of(await get(releaser, "/trana/fakta/versioner"), "till version 1<")
    html = await post(releaser, form, path="/trana/fakta/versioner/1")
    assert "Version 1 gäller igen, som version 3." in html
    assert "Tillbaka till version 1." in html
    assert facts_file.read_text(encoding="utf-8") == before
    third = await get(releaser, "/trana/fakta/versioner/3")
    assert "<del>000</del>" in third
    await get(releaser, "/trana/fakta/versioner/4", 404)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("f.value", "ring oss", "har fel form"),
        ("f.label.sv", "", "texten är tom"),
        ("f.label.en", "x" * 401, "längre än tillåtet"),
        ("f.source", "gazette", "källan gazette finns inte"),
    ],
)
async def test_a_wrong_value_is_said_at_its_field_and_nothing_typed_is_lost(
    releaser: TestClient, facts_file: Path, field: str, value: str, reason: str
) -> None:
    before = facts_file.read_text(encoding="utf-8")
    form = {**await start(releaser, PHONE), "f.label.sv": "Nytt namn", field: value}
    html = await post(releaser, form, 422, steg="granska")
    assert unescape(html).count(reason) == 1
    assert f'aria-describedby="{field}-wrong"' in html
    shown = form_of(html, "Se vad som ändras")
    typed = {k: v for k, v in form.items() if k.startswith("f.")}
    assert {k: v for k, v in shown.items() if k.startswith("f.")} == typed
    assert facts_file.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("press_phone: {", None, "Texten går inte att läsa"),
        ("press_phone:\n  kind: phone\n  kind: mail\n", 3, "Texten går inte att läsa"),
        ("press_phone:\n  kind: phone\n  fax: 1\n", 3, "fältet är okänt"),
        ("press_phone:\n  kind: phone\n", 1, "fältet saknas"),
        ("press_phone:\n  kind: phone\n  - x", 3, "Texten går inte att läsa"),
        ("", None, "press_phone finns inte under contacts"),
        ("annat:\n  kind: phone\n", 1, "fältet saknas"),
    ],
)
async def test_a_wrong_text_is_said_with_its_line_and_kept(
    releaser: TestClient, text: str, line: int | None, reason: str
) -> None:
    form = await start(releaser, f"{PHONE}?som=text")
    html = await post(releaser, {**form, "text": text}, 422, steg="granska")
    assert reason in unescape(html)
    assert (f"Rad {line}: " in html) if line else ("Rad " not in html)
    assert form_of(html, "Se vad som ändras")["text"] == text


async def test_a_text_may_hold_more_than_a_message(releaser: TestClient, facts_file: Path) -> None:
    form = await start(releaser, "/trana/fakta/hela")
    text = form["text"] + "# " + "x" * 60_000 + "\n"
    html = await released(releaser, {**form, "text": text})
    assert "Släppt som version 2" in html
    assert facts_file.read_text(encoding="utf-8") == text
    await post(releaser, {**form, "text": "x" * 300_000}, 413, steg="granska")


async def test_a_new_rule_is_added_and_named_in_an_answer(
    releaser: TestClient, today: date
) -> None:
    form = await start(releaser, "/trana/fakta/ny/rules")
    assert today.isoformat() in form["text"]
    text = form["text"].replace("nytt", "extra").replace('""', '"Ny regel."')
    await released(releaser, {**form, "text": text})
    form = await start(releaser, "/trana/fakta/topics/newsletter")
    form["f.rules"] = "extra, newsletter_content"
    html = await released(releaser, form)
    assert html.count("Ny regel.") > 1
    await get(releaser, "/trana/fakta/ny/wording", 404)
    await get(releaser, "/trana/fakta/rules/finns-inte", 404)


async def test_several_facts_are_reviewed_at_once(
    releaser: TestClient, facts_file: Path, facts: Facts, today: date
) -> None:
    html = await get(releaser, "/trana/fakta")
    form = form_of(html, "Granskade i dag")
    of_the_card = ("links/newsletter_signup", "links/agency_site", "rules/newsletter_content")
    names = ("topics/newsletter", *of_the_card)
    chosen = [("fakta", name) for name in (*names, "links/statistics_front", "hours/press")]
    data = [*form.items(), *chosen, ("steg", "granska")]
    preview = await (await releaser.post(CHANGE, data=data)).text()
    assert "Nytt granskningsdatum, i övrigt som förut: Nyhetsbrev" in preview
    assert 'value="Granskad mot källan."' in preview
    release = form_of(preview, "Varför?")
    del release["fakta"]
    data = [*release.items(), *chosen, ("steg", "slapp")]
    done = await (await releaser.post(CHANGE, data=data)).text()
    assert "Släppt som version 2" in done
    reviewed = load_facts(facts_file)
    assert reviewed.links["newsletter_signup"].reviewed_on == today
    assert reviewed.hours["press"].periods[0].reviewed_on == today
    assert reviewed.contacts["press_phone"] == facts.contacts["press_phone"]


async def test_reviewing_nothing_is_said(releaser: TestClient) -> None:
    form = form_of(await get(releaser, "/trana/fakta"), "Granskade i dag")
    assert "Välj minst en uppgift." in await post(releaser, form, steg="granska")


async def test_a_release_says_why(releaser: TestClient, facts_file: Path) -> None:
    before = facts_file.read_text(encoding="utf-8")
    form = {**await start(releaser, PHONE), "f.value": "010-000 00 00"}
    preview = form_of(await post(releaser, form, steg="granska"), "Varför?")
    for note, said in (("\u202e ", "Skriv varför"), ("x" * 301, "högst 300 tecken")):
        html = await post(releaser, preview, 422, steg="slapp", varfor=note)
        assert said in html
        assert form_of(html, "Varför?")["text"] == preview["text"]
    assert facts_file.read_text(encoding="utf-8") == before


async def test_a_change_can_be_taken_up_again_from_the_preview(releaser: TestClient) -> None:
    form = {**await start(releaser, PHONE), "f.value": "010-000 00 00"}
    preview = form_of(await post(releaser, form, steg="granska"), "Varför?")
    html = await post(releaser, preview, steg="andra")
    assert form_of(html, "Se vad som ändras")["f.value"] == "010-000 00 00"


async def test_a_stale_change_is_refused_and_shows_what_changed_meanwhile(
    make_client: ClientMaker, facts_file: Path, aiohttp_client: Any
) -> None:
    client = await make_client()
    await log_in(client, "releaser", "rut")
    mine = {**await start(client, PHONE), "f.value": "010-000 00 00"}
    preview = form_of(await post(client, mine, steg="granska"), "Varför?")
    theirs = {**await start(client, "/trana/fakta/rules/records_prompt"), "f.text.sv": "Genast."}
    await released(client, theirs)
    html = await post(client, preview, 409, steg="slapp", varfor="därför")
    assert "Din ändring är inte släppt" in html
    assert "<ins>Genast</ins>" in html
    form = form_of(html, "Se vad som ändras")
    assert form["f.value"] == "010-000 00 00"
    await released(client, form)
    made = facts_file.read_text(encoding="utf-8")
    assert "Genast." in made
    assert "010-000 00 00" in made


async def test_a_restore_from_an_old_list_is_refused(releaser: TestClient) -> None:
    await released(releaser, {**await start(releaser, PHONE), "f.value": "010-000 00 00"})
    old = form_of(await get(releaser, "/trana/fakta/versioner"), "till version 1<")
    await released(releaser, {**await start(releaser, PHONE), "f.value": "010-000 00 01"})
    html = await post(releaser, old, path="/trana/fakta/versioner/1")
    assert "Uppgifterna har ändrats sedan du öppnade sidan" in html


async def test_a_file_changed_by_hand_is_noticed(releaser: TestClient, facts_file: Path) -> None:
    await released(releaser, {**await start(releaser, PHONE), "f.value": "010-000 00 00"})
    text = facts_file.read_text(encoding="utf-8")
    facts_file.write_text(text.replace("Pressjouren", "Jouren"), encoding="utf-8")
    assert "ändrad för hand" in await get(releaser, "/trana/fakta/versioner")
    await released(releaser, {**await start(releaser, PHONE), "f.value": "010-000 00 01"})
    html = await get(releaser, "/trana/fakta/versioner")
    assert "Ändrad i filen, inte på de här sidorna." in html


async def test_a_file_broken_by_hand_can_be_mended_whole(
    releaser: TestClient, facts_file: Path
) -> None:
    good = facts_file.read_text(encoding="utf-8")
    facts_file.write_text(good + "\nx: [\n", encoding="utf-8")
    html = await get(releaser, "/trana/fakta")
    assert "de senaste rätta uppgifterna gäller" in html
    assert "Rätta hela filen" in await get(releaser, PHONE, 409)
    form = await start(releaser, "/trana/fakta/hela")
    html = await post(releaser, form, 422, steg="granska")
    assert "inte giltig YAML" in html
    html = await released(releaser, {**form, "text": good})
    assert "Släppt som version 2" in html
    assert facts_file.read_text(encoding="utf-8") == good


async def test_a_file_that_is_gone_is_said(releaser: TestClient, facts_file: Path) -> None:
    form = {**await start(releaser, PHONE), "f.value": "010-000 00 00"}
    preview = form_of(await post(releaser, form, steg="granska"), "Varför?")
    facts_file.unlink()
    html = await post(releaser, preview, 422, steg="slapp", varfor="därför")
    assert "går inte att skriva till" in html
    assert "010-000 00 00" in html
    assert "går inte att skriva till" in await get(releaser, "/trana/fakta/hela", 409)
    await get(releaser, "/trana/fakta")
    await get(releaser, "/trana/fakta/versioner")


async def test_nothing_changed_is_said(releaser: TestClient) -> None:
    form = await start(releaser, PHONE)
    html = await post(releaser, form, 422, steg="granska")
    assert "Inget är ändrat än." in html


async def test_what_no_form_of_ours_sends_is_refused(releaser: TestClient) -> None:
    token = {"csrf": csrf_of(await get(releaser, "/trana/fakta"))}
    await post(releaser, token, 404)
    await post(releaser, {**token, "slag": "fact", "del": "version", "namn": "x"}, 404)
    await post(releaser, {"slag": "fact"}, 403)


def test_over_a_year_counts_by_the_day(facts: Facts) -> None:
    facts_there = fact_rows(facts)
    oldest = min(fact.reviewed_on for fact in facts_there if fact.reviewed_on)
    assert oldest == date(2025, 6, 19)
    assert over_a_year(facts_there, date(2026, 6, 19)) == []
    found = over_a_year(facts_there, date(2026, 6, 20))
    assert {fact.reviewed_on for fact in found} == {oldest}
    assert over_a_year(facts_there, date(2028, 2, 29)) != []
