"""A stand-in for a mail server, on loopback: RFC 5321's order, and nothing before TLS and login."""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

USER, PASSWORD = "presstjanst", "hemligt@/"
TAKEN = "250 taken"


@dataclass
class SmtpServer:
    """Keeps the mails that it takes.

    The next mails are met with what `refuses` says, or cut off at their end (None).
    """

    context: ssl.SSLContext
    offers_tls: bool = True
    refuses: deque[str | None] = field(default_factory=deque)
    mails: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    attempts: int = 0
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Session(self, reader, writer).talk()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()


@dataclass
class _Session:
    server: SmtpServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_safe: bool = False
    is_known: bool = False
    sender: str = ""
    to: str = ""

    async def talk(self) -> None:
        answer: str | None = "220 mail.example ESMTP"
        while answer:
            self.writer.write(f"{answer}\r\n".encode())
            await self.writer.drain()
            line = (await self.reader.readline()).decode().strip()
            if not line:
                return
            command, _, rest = line.partition(" ")
            self.server.commands.append(command.upper())
            answer = await self._answer(command.upper(), rest)

    async def _answer(self, command: str, rest: str) -> str | None:
        match command:
            case "EHLO":
                if self.is_safe:
                    return "250-mail.example\r\n250 AUTH PLAIN"
                return "250-mail.example\r\n250 " + (
                    "STARTTLS" if self.server.offers_tls else "8BITMIME"
                )
            case "STARTTLS" if self.server.offers_tls and not self.is_safe:
                self.writer.write(b"220 go on\r\n")
                await self.writer.start_tls(self.server.context)
                self.is_safe = True
                line = (await self.reader.readline()).decode().strip()
                self.server.commands.append(line.partition(" ")[0].upper())
                return await self._answer(line.partition(" ")[0].upper(), "") if line else None
            case "AUTH" if self.is_safe:
                token = base64.b64decode(rest.removeprefix("PLAIN ")).decode()
                self.is_known = token == f"\0{USER}\0{PASSWORD}"
                return "235 welcome" if self.is_known else "535 wrong name or password"
            case "MAIL":
                if not self.is_known:
                    return "530 authentication required"
                self.sender, self.to = _address(rest), ""
                return "250 ok"
            case "RCPT" if self.sender:
                if not _address(rest).endswith("@example.se"):
                    return "550 no such mailbox"
                self.to = _address(rest)
                return "250 ok"
            case "DATA" if self.to:
                return await self._data()
            case "RSET":
                self.sender = self.to = ""
                return "250 ok"
            case "QUIT":
                self.writer.write(b"221 bye\r\n")
                return None
        return "503 bad sequence of commands"

    async def _data(self) -> str | None:
        self.writer.write(b"354 go on\r\n")
        data = await self.reader.readuntil(b"\r\n.\r\n")
        self.server.attempts += 1
        answer = self.server.refuses.popleft() if self.server.refuses else TAKEN
        if answer == TAKEN:
            mail = message_from_bytes(data[:-5], policy=SMTP)
            assert isinstance(mail, EmailMessage)
            self.server.mails.append((self.sender, self.to, mail))
        self.sender = self.to = ""
        return answer


def _address(path: str) -> str:
    return path.partition("<")[2].partition(">")[0]


@asynccontextmanager
async def serving(server: SmtpServer) -> AsyncIterator[SmtpServer]:
    """The server, listening."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server
