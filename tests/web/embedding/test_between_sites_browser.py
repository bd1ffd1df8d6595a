"""What is asked, kept, allowed and told between another site's page and the chat."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from playwright.async_api import (
    expect,
)

from tests.web.conftest import ClientMaker, StandInEngine, store
from tests.web.embedding.conftest import (
    Host,
    Opener,
    background,
    framed,
    launcher,
    open_chat,
    panel,
    question,
    variable,
)

COUNT = """<script>window.seen = [];
for (const name of ["open", "close", "answered"]) {
  document.addEventListener(name, (event) => {
    seen.push([name, event.target.localName, event.detail]);
  });
}</script>"""


async def test_nothing_is_asked_and_no_cookie_set_before_it_is_opened_or_written_in(
    visit: Opener, host: Host
) -> None:
    page = await visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(host.chat)))
    await page.reload()
    await expect(launcher(page)).to_be_visible()
    await page.wait_for_load_state("networkidle")
    assert [path for path in asked if path.startswith("/widget.js")] == ["/widget.js"]
    assert {path for path in asked if not path.startswith(host.url)} == {"/widget.js"}
    await open_chat(page)
    assert "/embed?lang=sv" in asked
    await page.wait_for_load_state("networkidle")
    assert await page.context.cookies() == []
    await question(page).fill("Statistik?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    (cookie,) = await page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (
        "conversation", True, True, "None",
    )  # fmt: skip
    assert cookie["partitionKey"] == "http://127.0.0.1"


async def test_a_question_is_answered_in_the_frame_and_the_conversation_survives_a_reload(
    visit: Opener, engine: StandInEngine, database: Path
) -> None:
    page = await visit()
    await open_chat(page)
    await question(page).fill("Hur många tog ut föräldrapenning?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    conversation = engine.received[-1]["sender"]
    await store(database, conversation, {"event": "user", "text": "Hur många?", "metadata": {}})

    await page.reload()  # open again, for it was open
    await expect(framed(page).locator("#log")).to_contain_text("Hur många?")
    await expect(page.locator("body")).to_be_focused()
    await question(page).fill("Och förra året?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    assert engine.received[-1]["sender"] == conversation

    await page.get_by_role("button", name="Stäng").click()
    await page.reload()
    await expect(launcher(page)).to_be_visible()
    await expect(panel(page)).to_be_hidden()


POLICIES = {
    "listed": "default-src 'none'; script-src {chat}; frame-src {chat}; style-src 'self'; "
    "img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
    "nonce": "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; frame-src {chat}; "
    "style-src 'self'; img-src 'self'; base-uri 'none'",
}


@pytest.mark.parametrize("policy", POLICIES)
async def test_a_strict_policy_of_the_hosts_has_nothing_to_complain_of(
    visit: Opener, host: Host, chat: TestClient, complaints: list[str], policy: str
) -> None:
    host.headers = {
        "Content-Security-Policy": POLICIES[policy].format(chat=host.chat),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
    }
    host.tag = host.tag.replace("<script", '<script nonce="abc"')
    page = await visit()
    assert await background(launcher(page)) == "rgb(0, 87, 60)"
    await open_chat(page)
    await expect(question(page)).to_be_focused()
    await question(page).fill("Statistik?")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(panel(page)).to_be_hidden()
    assert complaints == []


async def test_a_host_that_is_not_listed_is_refused_and_gets_a_link(
    visit: Opener, host: Host, make_client: ClientMaker, complaints: list[str]
) -> None:
    client = await make_client(embed_hosts=("https://www.example.se",))
    host.chat = f"http://localhost:{client.port}"
    page = await visit()
    await launcher(page).click()
    await expect(panel(page)).to_contain_text("Chatten går inte att visa här.")
    link = panel(page).get_by_role("link", name="Öppna chatten i en ny flik")
    await expect(link).to_be_focused()
    assert await link.get_attribute("href") == f"{host.chat}/"
    assert any("frame-ancestors" in complaint for complaint in complaints)
    await page.keyboard.press("Escape")
    await expect(launcher(page)).to_be_focused()


async def test_where_no_host_is_listed_the_element_draws_nothing(
    visit: Opener, host: Host, make_client: ClientMaker, complaints: list[str]
) -> None:
    client = await make_client(public_url="https://press.example.se")
    host.chat = f"http://localhost:{client.port}"
    host.element = "<press-chat></press-chat>"
    page = await visit()
    await page.evaluate("customElements.whenDefined('press-chat').then(() => null)")
    await expect(page.get_by_role("button")).to_have_count(0)
    assert complaints == []


async def test_events_fire_on_the_element_and_tell_nothing_of_what_was_written(
    visit: Opener, host: Host
) -> None:
    host.head = COUNT
    page = await visit()
    await open_chat(page)
    await question(page).fill("En hemlig fråga")
    await page.keyboard.press("Enter")
    await expect(framed(page).locator("article.card")).to_have_count(1)
    await page.wait_for_function("seen.some(([name]) => name === 'answered')")
    await page.keyboard.press("Escape")
    await page.wait_for_function("seen.at(-1)[0] === 'close'")
    assert await page.evaluate("seen") == [
        ["open", "press-chat", None],
        ["answered", "press-chat", None],
        ["close", "press-chat", None],
    ]


async def test_words_from_anybody_else_are_not_heard(visit: Opener, host: Host) -> None:
    page = await visit()
    await open_chat(page)
    await expect(question(page)).to_be_focused()
    await page.evaluate(
        """async () => {
          postMessage({pressChat: "close"}, "*");
          const other = document.createElement("iframe");
          other.srcdoc = "<script>parent.postMessage({pressChat: 'close'}, '*')<\\/script>";
          const heard = new Promise((done) => addEventListener("message", (event) => {
            if (event.source === other.contentWindow) done();
          }));
          document.body.append(other);
          await heard;
        }"""
    )
    await expect(panel(page)).to_be_visible()
    heard = "window.heard = new Promise((done) => addEventListener('message', done, {once: true}))"
    await question(page).evaluate(f"() => {{ {heard}; }}")
    # A frame of the host's own, with the host's origin, beside the widget.
    await page.evaluate(
        """chat => {
          const frame = document.querySelector("press-chat").shadowRoot.querySelector("iframe");
          const beside = document.body.appendChild(document.createElement("iframe"));
          const post = "frame.postMessage({pressChat: 'look', look: {ink: '#000001'}}, chat)";
          new beside.contentWindow.Function("frame", "chat", post)(frame.contentWindow, chat);
        }""",
        host.chat,
    )
    await question(page).evaluate("window.heard.then(() => null)")
    assert await variable(page, "--ink") == "#1c1f1d"
