"""Refuses on the trainers' pages, in pages rather than in problem documents."""

from __future__ import annotations

import logging

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from web.http.security import Handler, route_of
from web.trainer import AREA
from web.trainer.access.pages import bare_page, trainer_page
from web.trainer.access.sessions import open_visit, who

log = logging.getLogger(__name__)

_REFUSALS: dict[str, tuple[int, str, str]] = {
    "bad_form": (
        400,
        "Formuläret gick inte att läsa",
        "Inget är ändrat. Gå tillbaka, ladda om sidan och försök igen.",
    ),
    "logged_out": (
        401,
        "Du är inte inloggad",
        "Inget är ändrat. Logga in och gör om det sista.",
    ),
    "role": (
        403,
        "Det får du inte göra",
        "Din roll räcker inte hit. Be den som sköter kontona om du behöver göra det här.",
    ),
    "forged": (
        403,
        "Formuläret gäller inte längre",
        "Inget är ändrat. Gå tillbaka, ladda om sidan och försök igen.",
    ),
    "no_role": (
        403,
        "Du har ingen roll här",
        "Organisationen har loggat in dig, men inte gett dig någon av rollerna läsare, tränare "
        "och utgivare. Be den som sköter behörigheterna om en.",
    ),
    "not_vouched_for": (
        403,
        "Inloggningen gick inte igenom",
        "Organisationens inloggning gav inget svar som gäller. Börja om.",
    ),
    "not_found": (
        404,
        "Sidan finns inte",
        "Här finns ingenting. Det du söker kan ha tagits bort.",
    ),
    "method_not_allowed": (
        405,
        "Det går inte att göra så",
        "Adressen finns, men inte för det anropet.",
    ),
    "too_large": (
        413,
        "Det du skickade är för stort",
        "Inget är ändrat. Korta det och försök igen.",
    ),
    "too_many_logins": (
        429,
        "För många försök",
        "Vänta en kvart och logga in igen.",
    ),
    "fault": (
        500,
        "Något gick fel",
        "Felet är noterat. Försök igen om en stund.",
    ),
    "provider_down": (
        503,
        "Organisationens inloggning svarar inte",
        "Försök igen om en stund.",
    ),
    "store_down": (
        503,
        "Databasen svarar inte",
        "Det gick inte just nu, och inget är ändrat. Försök igen om en stund.",
    ),
}


# What aiohttp itself refuses.
_BY_STATUS = {
    400: "bad_form",
    403: "role",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
}


class Refusal(Exception):
    """A request that is refused; `code` names a row of the table above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@web.middleware
async def trainer_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Sessions, and refusals as pages, for the trainers' area; all else passes untouched."""
    if request.path != AREA and not request.path.startswith(f"{AREA}/"):
        return await handler(request)
    visit = open_visit(request)
    try:
        response = await _answer(request, handler)
        await visit.save()
    except Exception as error:  # noqa: BLE001  (the message could hold what somebody wrote)
        log.error("%s %s failed: %s", request.method, route_of(request), type(error).__name__)
        code = "store_down" if isinstance(error, SQLAlchemyError) else "fault"
        return bare_refusal(request, code)
    if isinstance(response, web.HTTPException):
        raise response  # aiohttp wants redirects raised
    return response


async def _answer(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        if "%00" in request.raw_path:
            raise Refusal("not_found")  # PostgreSQL takes no NUL
        return await handler(request)
    except Refusal as refusal:
        return await _refusal_page(request, refusal.code)
    except web.HTTPException as error:
        if error.status not in _BY_STATUS:
            return error
        response = await _refusal_page(request, _BY_STATUS[error.status])
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response


async def _refusal_page(request: web.Request, code: str) -> web.Response:
    person = await who(request)
    if person is None:
        return bare_refusal(request, code)
    status, title, text = _REFUSALS[code]
    return await trainer_page(request, person, "refused.html", status, heading=title, text=text)


def bare_refusal(request: web.Request, code: str) -> web.Response:
    """The page of a refusal, for nobody in particular."""
    status, title, text = _REFUSALS[code]
    return bare_page(request, "refused.html", status, heading=title, text=text)
