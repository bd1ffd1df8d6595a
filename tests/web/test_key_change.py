"""A new SECRET_KEY ends no conversation and no button, as long as the old one may count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.chat.test_host_cookie import ask, conversations
from tests.web.conftest import SECRET_KEY, ClientMaker, StandInEngine
from tests.web.trainer.conftest import csrf_of, log_in
from web.channels.browser.session import COOKIE
from web.settings import SettingsError, settings_from_environment

NEW_KEY = "another key for tests, also not guessed"
Changed = dict[str, str]


@pytest.mark.parametrize(
    ("changed", "goes_on"),
    [
        ({"secret_key": NEW_KEY, "old_secret_key": SECRET_KEY}, True),
        ({"secret_key": NEW_KEY}, False),
    ],
    ids=["with the old", "without"],
)
async def test_a_conversation_and_its_buttons_go_on_with_the_old_key_alone(
    make_client: ClientMaker, engine: StandInEngine, changed: Changed, goes_on: bool
) -> None:
    engine.answer = [
        {"text": "Vad gäller det?", "buttons": [{"title": "Statistik", "payload": "/statistics"}]}
    ]
    before = await make_client()
    response = await before.post("/api/messages", json={"text": "hej"})
    (card,) = (await response.json())["messages"]
    cookie, button = response.cookies[COOKIE].value, card["quick_replies"][0]["payload"]

    after = await make_client(**changed)
    new = await ask(after, **{COOKIE: cookie})
    first, second = conversations(engine)
    assert (first == second) == goes_on
    pressed = await after.post("/api/messages", json={"payload": button})
    assert (pressed.status == 200) == goes_on

    # What is signed from now on needs the old one no more.
    later = await make_client(secret_key=NEW_KEY)
    await ask(later, **new)
    assert conversations(engine)[-1] == second


@pytest.mark.parametrize("old", [SECRET_KEY, ""], ids=["with the old", "without"])
async def test_a_trainer_stays_logged_in(make_client: ClientMaker, old: str) -> None:
    before = await make_client()
    await log_in(before)
    form = csrf_of(await (await before.get("/trana")).text())
    cookies = before.session.cookie_jar.filter_cookies(before.make_url("/"))
    after = await make_client(secret_key=NEW_KEY, old_secret_key=old)
    after.session.cookie_jar.update_cookies({name: c.value for name, c in cookies.items()})
    assert (await after.get("/trana", allow_redirects=False)).status == 200
    # A form that was open before counts too.
    left = await after.post("/trana/logga-ut", data={"csrf": form}, allow_redirects=False)
    assert left.status == 303


def test_an_old_key_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="OLD_SECRET_KEY ska ha minst 32"):
        settings_from_environment({"VAR_DIR": str(tmp_path), "OLD_SECRET_KEY": "kort"})
