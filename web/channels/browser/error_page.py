"""Refusals and faults as pages, for who reads in a browser."""

from __future__ import annotations

from aiohttp import web

from web.channels.browser.public_pages import public_page
from web.channels.browser.session import page_language
from web.http.problems import Problem, problem_status, problem_text

# A heading, and what to do.
_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "not_found": {
        "sv": (
            "Sidan finns inte",
            "Kontrollera att du har fått med hela adressen, eller börja om i chatten.",
        ),
        "en": (
            "There is no such page",
            "Check that you have the whole address, or start over in the chat.",
        ),
    },
    "method_not_allowed": {
        "sv": (
            "Så går det inte att göra här",
            "Adressen finns, men går inte att öppna så. Börja om i chatten.",
        ),
        "en": (
            "That cannot be done here",
            "The address exists, but cannot be opened like that. Start over in the chat.",
        ),
    },
    "body_too_large": {
        "sv": (
            "Det du skickade är för stort",
            "Inget är sparat. Gå tillbaka, korta texten och skicka igen.",
        ),
        "en": (
            "What you sent is too large",
            "Nothing has been kept. Go back, shorten the text and send again.",
        ),
    },
    "fault": {
        "sv": (
            "Något gick fel hos oss",
            "Försök igen om en stund. Brådskar det, ring pressjouren.",
        ),
        "en": (
            "Something went wrong on our side",
            "Try again in a while. If it is urgent, call the press line.",
        ),
    },
}
_TEXTS["form_too_large"] = _TEXTS["body_too_large"]
_OTHERS = {"sv": "Det gick inte", "en": "That did not work"}


def problem_page(request: web.Request, problem: Problem) -> web.Response:
    """The page of a refusal, in the reader's language; a 429 also says when to try again."""
    language, status = page_language(request), problem_status(problem)
    others = {language: (_OTHERS[language], problem_text(problem, language))}
    heading, text = _TEXTS.get(problem.code, others)[language]
    response = public_page(request, "error.html", status, heading=heading, text=text, code=status)
    if problem.code == "too_many":
        response.headers["Retry-After"] = str(problem.limit)
    return response
