"""A question goes to the press office's mailbox, over TLS, with what is needed to answer it."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from desk.cards import topic_card
from desk.facts.model import Facts
from desk.hours import local_now
from tests.databases import stored_bytes
from tests.web.conftest import ClientMaker, StandInEngine, store
from tests.web.handoff.smtp_server import PASSWORD, USER, SmtpServer, serving
from web import keys
from web.settings.mail import MailSettings
from web.settings.office import OfficeSettings

PATH, TO = "/till-en-manniska", "press@example.se"
QUESTION, CONTACT = "Varför dröjer besluten?", "070-123 45 67"


@pytest.fixture
async def mail_server(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SmtpServer]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    async with serving(SmtpServer(context)) as server:
        yield server


def settings(server: SmtpServer, **changed: Any) -> MailSettings:
    values: dict[str, Any] = {
        "to": TO,
        "sender": "bot@example.se",
        "host": "127.0.0.1",
        "port": server.port,
        "user": USER,
        "password": PASSWORD,
        "is_tls": False,
    }
    return MailSettings(**{**values, **changed})


@pytest.fixture
async def client(
    make_client: ClientMaker, mail_server: SmtpServer, engine: StandInEngine, facts: Facts
) -> TestClient:
    human = topic_card(facts, "human_handoff", "sv", local_now())
    engine.answer = [{"text": human["text"], "custom": human}]
    engine.masks = lambda body: {"text": body["text"]}
    return await make_client(office=OfficeSettings(mail=settings(mail_server)))


async def ask(client: TestClient, engine: StandInEngine, database: Path) -> None:
    await client.post("/api/messages", json={"text": QUESTION})
    user = {"event": "user", "text": QUESTION, "metadata": {}}
    await store(database, engine.received[-1]["sender"], user)


async def send(client: TestClient, contact: str = CONTACT) -> tuple[int, str]:
    form = {"question": QUESTION, "contact": contact}
    response = await client.post(PATH, data=form, allow_redirects=False)
    await app_of(client)[keys.OUTGOING].settle()
    return response.status, unescape(await response.text())


def app_of(client: TestClient) -> Any:
    return client.app


async def test_the_mail_has_the_question_the_contact_and_how_to_answer(
    client: TestClient, mail_server: SmtpServer, engine: StandInEngine, database: Path
) -> None:
    await ask(client, engine, database)
    assert (await send(client))[0] == 303
    ((sender, to, mail),) = mail_server.mails
    assert (sender, to) == ("bot@example.se", TO)
    assert mail["Subject"] == "Fråga från en journalist"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert QUESTION in text
    assert f"nås så här: {CONTACT}" in text
    assert "Svara inte på det här mejlet" in text
    page = unescape(await (await client.get("/")).text())
    assert "hör av sig till dig. Svaret kommer inte här." in page
    assert (await client.get(PATH)).status == 200  # another may follow
    assert CONTACT.encode() not in stored_bytes(database)


async def test_without_a_contact_nothing_is_sent_for_nobody_could_answer(
    client: TestClient, mail_server: SmtpServer, engine: StandInEngine, database: Path
) -> None:
    await ask(client, engine, database)
    form = unescape(await (await client.get(PATH)).text())
    assert "hör av sig till dig" in form
    assert "frivilligt" not in form
    assert "presstjänstens mejl" in form
    assert "svaret sparas" not in form  # it is none of ours
    status, page = await send(client, "  ")
    assert (status, mail_server.mails) == (422, [])
    assert "Utan det kan ingen svara dig." in page
    assert "presstjänstens mejl" in await (await client.get("/integritet")).text()


@pytest.mark.parametrize("refusal", ["451 try again", "421 closing", None])
async def test_what_passes_is_tried_again_and_is_the_same_mail(
    client: TestClient,
    mail_server: SmtpServer,
    engine: StandInEngine,
    database: Path,
    refusal: str | None,
) -> None:
    await ask(client, engine, database)
    mail_server.refuses.extend([refusal, refusal])
    await send(client)
    assert (len(mail_server.mails), mail_server.attempts) == (1, 3)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": "nobody@example.org"}, "status 550"),
        ({"password": "wrong"}, "status 535"),
        ({"user": ""}, "status 530"),
    ],
    ids=str,
)
async def test_what_is_refused_is_said_with_the_status_alone(
    make_client: ClientMaker,
    mail_server: SmtpServer,
    engine: StandInEngine,
    database: Path,
    caplog: pytest.LogCaptureFixture,
    changed: dict[str, str],
    why: str,
) -> None:
    engine.masks = lambda body: {"text": body["text"]}
    client = await make_client(office=OfficeSettings(mail=settings(mail_server, **changed)))
    await ask(client, engine, database)
    with caplog.at_level(logging.DEBUG):
        await send(client)
    assert mail_server.mails == []
    assert why in caplog.text
    assert [s for s in (QUESTION, CONTACT, PASSWORD, TO) if s in caplog.text] == []
    app_of(client)[keys.CLOCK].move(121)
    assert "Det gick inte att skicka" in await (await client.get("/")).text()


async def test_neither_the_password_nor_the_question_goes_without_tls(
    client: TestClient, mail_server: SmtpServer, engine: StandInEngine, database: Path
) -> None:
    mail_server.offers_tls = False
    await ask(client, engine, database)
    await send(client)
    assert mail_server.mails == []
    assert not {"AUTH", "MAIL", "DATA"} & set(mail_server.commands)


async def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(
    client: TestClient,
    mail_server: SmtpServer,
    engine: StandInEngine,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    await ask(client, engine, database)
    await send(client)
    assert (mail_server.mails, mail_server.attempts) == ([], 0)
