"""Refusals as JSON problem documents (RFC 9457), in the caller's language."""

from __future__ import annotations

from aiohttp import web

from web.http.negotiation import preferred_of

_PROBLEMS: dict[str, tuple[int, dict[str, str], dict[str, str]]] = {
    "not_json": (
        400,
        {"sv": "Ogiltig JSON", "en": "Invalid JSON"},
        {"sv": "Skicka ett JSON-objekt.", "en": "Send a JSON object."},
    ),
    "malformed": (
        400,
        {"sv": "Ogiltigt anrop", "en": "Malformed request"},
        {"sv": "Anropet följer inte HTTP.", "en": "The request does not follow HTTP."},
    ),
    "no_text": (
        422,
        {"sv": "Meddelandet är tomt", "en": "The message is empty"},
        {
            "sv": "Skriv vad du behöver och skicka igen.",
            "en": "Write what you need and send again.",
        },
    ),
    "wrong_type": (
        422,
        {"sv": "Fel slags värde", "en": "Wrong type"},
        {
            "sv": "Fältet text, eller payload för en knapp, ska vara en textsträng.",
            "en": "The field text, or payload for a button, must be a string.",
        },
    ),
    "wrong_feedback": (
        422,
        {"sv": "Fel slags värde", "en": "Wrong type"},
        {
            "sv": "Fältet helped ska vara true eller false, comment en text, och missing "
            "wrong_contact, understanding eller other; de två sista får utelämnas.",
            "en": "The field helped must be true or false, comment a string, and missing "
            "wrong_contact, understanding or other; the last two may be left out.",
        },
    ),
    "empty_feedback": (
        422,
        {"sv": "Omdömet är tomt", "en": "There is nothing in it"},
        {
            "sv": "Välj vad som saknades, eller skriv något.",
            "en": "Choose what was missing, or write something.",
        },
    ),
    "wrong_key": (
        422,
        {"sv": "Ogiltig nyckel", "en": "Invalid key"},
        {
            "sv": "Fältet key, om det är med, ska vara 8 till 64 tecken av A–Z, a–z, 0–9, - och _.",
            "en": "The field key, if it is there, must be 8 to 64 characters of A–Z, a–z, 0–9, - "
            "and _.",
        },
    ),
    "wrong_conversation": (
        422,
        {"sv": "Fel slags värde", "en": "Wrong type"},
        {
            "sv": "Fältet conversation, om det är med, ska vara texten som sidan fick.",
            "en": "The field conversation, if it is there, must be the string that the page got.",
        },
    ),
    "under_way": (
        409,
        {"sv": "Meddelandet besvaras redan", "en": "The message is being answered"},
        {
            "sv": "Skicka samma igen om {limit} sekund, så kommer svaret.",
            "en": "Send the same again in {limit} second, and the answer comes.",
        },
    ),
    "too_long": (
        422,
        {"sv": "Meddelandet är för långt", "en": "The message is too long"},
        {
            "sv": "Ett meddelande får ha högst {limit} tecken. Korta det och skicka igen.",
            "en": "A message may have at most {limit} characters. Shorten it and send again.",
        },
    ),
    "unknown_button": (
        422,
        {"sv": "Okänd knapp", "en": "Unknown button"},
        {
            "sv": "Knappen gäller inte längre. Skriv vad du behöver i stället.",
            "en": "The button is no longer valid. Write what you need instead.",
        },
    ),
    "not_your_feedback": (
        403,
        {"sv": "Frågan var någon annans", "en": "The question was somebody else’s"},
        {
            "sv": "Bara den som frågade kan säga om svaret hjälpte.",
            "en": "Only the one who asked can say whether the answer helped.",
        },
    ),
    "body_too_large": (
        413,
        {"sv": "Meddelandet är för långt", "en": "The message is too long"},
        {
            "sv": "Korta det och skicka igen. Ett anrop får vara högst {limit} byte.",
            "en": "Shorten it and send again. A request may be at most {limit} bytes.",
        },
    ),
    # To a person; what a machine sent is counted in bytes.
    "form_too_large": (
        413,
        {"sv": "Det du skrev är för långt", "en": "What you wrote is too long"},
        {"sv": "Korta det och skicka igen.", "en": "Shorten it and send again."},
    ),
    "too_slow": (
        408,
        {"sv": "Det tog för lång tid", "en": "It took too long"},
        {
            "sv": "Meddelandet kom inte fram på {limit} sekunder. Skicka igen.",
            "en": "The message did not arrive in {limit} seconds. Send again.",
        },
    ),
    "not_json_type": (
        415,
        {"sv": "Fel innehållstyp", "en": "Wrong content type"},
        {"sv": "Skicka application/json.", "en": "Send application/json."},
    ),
    "too_many": (
        429,
        {"sv": "För många meddelanden", "en": "Too many messages"},
        {
            "sv": "Vänta {limit} sekunder och skicka igen. Brådskar det, ring pressjouren, "
            "{phone}.",
            "en": "Wait {limit} seconds and send again. If it is urgent, call the press line, "
            "{phone}.",
        },
    ),
    "no_conversation": (
        404,
        {"sv": "Härifrån når du inget sparat samtal", "en": "No stored conversation"},
        {
            "sv": "Skriv en fråga i chatten först.",
            "en": "Write a question in the chat first.",
        },
    ),
    "handoff_waits": (
        409,
        {"sv": "Du har en fråga hos presstjänsten", "en": "The press service has your question"},
        {
            "sv": "Vänta på svaret innan du skickar en till. Brådskar det, ring pressjouren.",
            "en": "Wait for the answer before you send another. If it is urgent, call the press "
            "line.",
        },
    ),
    "handoff_contact": (
        422,
        {"sv": "Det är inte skickat", "en": "It is not sent"},
        {
            "sv": "Skriv ett telefonnummer eller en mejladress. Utan det kan ingen svara dig.",
            "en": "Write a phone number or an e-mail address. Without it nobody can answer you.",
        },
    ),
    "handoff_unmasked": (
        503,
        {"sv": "Det är inte skickat", "en": "It is not sent"},
        {
            "sv": "Texten gick inte att rensa från personuppgifter just nu. Försök igen om en "
            "stund, eller ring pressjouren.",
            "en": "The text could not be cleaned of personal data just now. Try again in a while, "
            "or call the press line.",
        },
    ),
    "store_down": (
        503,
        {"sv": "Databasen svarar inte", "en": "The database does not answer"},
        {
            "sv": "Det gick inte just nu, och inget är ändrat. Försök igen om en stund.",
            "en": "That was not possible just now, and nothing has changed. Try again in a while.",
        },
    ),
    "cross_site": (
        403,
        {"sv": "Anropet kom från en annan webbplats", "en": "The request came from another site"},
        {
            "sv": "Chatten tar emot meddelanden från sin egen sida. Ladda om den och försök igen.",
            "en": "The chat takes messages from its own page. Reload it and try again.",
        },
    ),
    "not_found": (
        404,
        {"sv": "Finns inte", "en": "Not found"},
        {"sv": "Här finns ingenting.", "en": "There is nothing here."},
    ),
    "closed": (
        503,
        {"sv": "Boten är avstängd just nu", "en": "The bot is turned off just now"},
        {"sv": "Ring pressjouren, {phone}.", "en": "Call the press line, {phone}."},
    ),
    "method_not_allowed": (
        405,
        {"sv": "Metoden går inte", "en": "Method not allowed"},
        {
            "sv": "Adressen finns, men inte för det anropet.",
            "en": "The address exists, but not for that kind of request.",
        },
    ),
    "fault": (
        500,
        {"sv": "Något gick fel", "en": "Something went wrong"},
        {"sv": "Försök igen om en stund.", "en": "Try again in a while."},
    ),
}


class Problem(Exception):
    """A request that is refused; `code` names the row of the table above."""

    def __init__(self, code: str, limit: int | None = None, phone: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.limit = limit
        self.phone = phone


def problem_response(problem: Problem, language: str) -> web.Response:
    """The problem document; one that passes by itself also says when to try again."""
    status, title, _ = _PROBLEMS[problem.code]
    body = {
        "type": "about:blank",
        "title": title[language],
        "status": status,
        "detail": _detail(problem, language),
        "code": problem.code,
    }
    headers = {"Content-Language": language}
    if problem.code in ("too_many", "under_way"):
        headers["Retry-After"] = str(problem.limit)
    return web.json_response(
        body, status=status, headers=headers, content_type="application/problem+json"
    )


def problem_status(problem: Problem) -> int:
    """The HTTP status of a refusal."""
    return _PROBLEMS[problem.code][0]


def problem_text(problem: Problem, language: str) -> str:
    """What is wrong and what to do, as one text."""
    _, title, _ = _PROBLEMS[problem.code]
    return f"{title[language]}. {_detail(problem, language)}"


def _detail(problem: Problem, language: str) -> str:
    _, _, detail = _PROBLEMS[problem.code]
    return detail[language].format(limit=problem.limit, phone=problem.phone)


def preferred_language(request: web.Request) -> str:
    """`en` if the caller's Accept-Language puts it before Swedish, else `sv`."""
    return preferred_of(request.headers.get("Accept-Language", ""), ("sv", "en")) or "sv"
