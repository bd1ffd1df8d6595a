"""Sends questions to a mailbox by SMTP, over TLS alone; nothing is read from it."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, localtime
from typing import Any

from desk.cards import Card
from web.handoff.asker import ASKED
from web.handoff.handoff import Office
from web.outgoing.message import Address, MessageRefused, NotTaken, OutgoingMessage, TryLater
from web.outgoing.outgoing import Outgoing
from web.settings.mail import MailSettings

CHANNEL = "mail"
# For each answer of the server.
ANSWER_SECONDS = 10
_SUBJECT = "Fråga från en journalist"
_FROM = "Presstjänst, chatten"


def office() -> Office:
    """The press office, where its place is the mailbox."""

    def address(conversation: str, _: str | None) -> Address:
        return Address(CHANNEL, conversation, {})

    return Office(CHANNEL, address, replies=False)


class MailSender:
    """One mail to the mailbox, on a connection of its own."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def draw(self, cards: Sequence[Card]) -> list[OutgoingMessage]:
        """The cards' text as one mail."""
        text = "\n\n".join(card["text"] for card in cards)
        return [OutgoingMessage(self.in_words(text), text)]

    def in_words(self, text: str) -> dict[str, Any]:
        """The text as a mail."""
        return {"text": text}

    def pace(self, place: dict[str, Any]) -> None:
        """A question now and then."""

    async def send(self, place: dict[str, Any], body: dict[str, Any]) -> str:
        """Hand the mail to the server; gives its Message-ID.

        A question that is sent again has the same one: a mailbox shows it once.
        """
        mail = self._mail(str(place[ASKED]), str(body["text"]))
        try:
            await asyncio.to_thread(self._hand_over, mail)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            raise _fault(code) from None
        except smtplib.SMTPResponseException as error:
            raise _fault(error.smtp_code) from None
        except smtplib.SMTPNotSupportedError:
            raise MessageRefused(
                "the mail server offers no TLS, or no login that we know"
            ) from None
        except ssl.SSLCertVerificationError:
            raise MessageRefused("the mail server's certificate is not trusted") from None
        except (smtplib.SMTPException, OSError) as error:
            text = f"the mail server could not be reached: {type(error).__name__}"
            raise TryLater(text) from None
        return str(mail["Message-ID"])

    def _mail(self, name: str, text: str) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = _SUBJECT
        mail["From"] = formataddr((_FROM, self._settings.sender))
        mail["To"] = self._settings.to
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = f"<{name}@{self._settings.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        settings, context = self._settings, ssl.create_default_context()
        where = (settings.host, settings.port)
        with (
            smtplib.SMTP_SSL(*where, timeout=ANSWER_SECONDS, context=context)
            if settings.is_tls
            else smtplib.SMTP(*where, timeout=ANSWER_SECONDS)
        ) as server:
            if not settings.is_tls:
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
            server.send_message(mail)


@asynccontextmanager
async def sending(outgoing: Outgoing, settings: MailSettings | None) -> AsyncIterator[None]:
    """Send what is put for the mailbox, if there is one."""
    if settings is None:
        yield
        return
    async with outgoing.running(CHANNEL, MailSender(settings)):
        yield


def _fault(code: int) -> NotTaken:
    text = f"the mail server took no question: status {code}"
    return TryLater(text) if 400 <= code < 500 else MessageRefused(text)
