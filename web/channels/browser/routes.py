"""The routes of the chat in the browser, on one screen."""

from __future__ import annotations

from aiohttp import web

from web import keys
from web.channels.browser import about, answer_page, api, error_page, handoff, page, stored
from web.embedding.framing import FRAMED, from_own_page, may_be_framed
from web.http.security import PROBLEM_PAGE


def add_to(app: web.Application) -> None:
    """Add the channel's routes, and the page that says what cannot be shown."""
    app[PROBLEM_PAGE] = error_page.problem_page
    delete = from_own_page(api.delete_conversation)
    app.add_routes(
        [
            web.get("/", page.show, name="chat"),
            web.post("/", from_own_page(page.ask), name="chat"),
            web.post("/omdome", from_own_page(page.give_feedback), name="feedback_form"),
            web.post("/sprak", from_own_page(page.choose_language), name="language"),
            web.get("/samtal", stored.page, name="stored"),
            web.get("/samtal/kopia", stored.copy, name="copy"),
            web.post("/samtal/radera", from_own_page(stored.delete), name="delete_form"),
            web.get("/tillganglighet", about.accessibility, name="accessibility"),
            web.get("/integritet", about.privacy, name="privacy"),
            web.get("/villkor", about.terms, name="terms"),
            web.get("/support", about.support, name="support"),
            web.get("/om", about.about, name="about"),
            web.get("/svar/{id}", answer_page.page, name="answer"),
            web.get("/api/messages", api.history, name="messages"),
            web.post("/api/messages", from_own_page(api.message), name="messages"),
            web.post("/api/feedback", from_own_page(api.feedback), name="feedback"),
            web.get("/api/conversation", api.export_conversation, name="own_conversation"),
            web.delete("/api/conversation", delete, name="own_conversation"),
        ]
    )
    if app[keys.SETTINGS].has_human:
        app.router.add_get(handoff.PATH, handoff.show, name=handoff.ROUTE)
        app.router.add_post(handoff.PATH, from_own_page(handoff.send), name=handoff.ROUTE)
    if may_be_framed(app[keys.SETTINGS]):
        app.router.add_get("/embed", page.show, name=FRAMED)
        app.router.add_post("/embed", from_own_page(page.ask), name=FRAMED)
