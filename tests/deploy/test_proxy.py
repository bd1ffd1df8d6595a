"""Real proxies with the configurations of `deploy/proxy`, in front of the real web app."""

from __future__ import annotations

import asyncio
import io
import os
import shutil
import signal
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver
from cryptography import x509

from bench.servers import free_ports
from contracts.paths import ROOT
from tests.certificates import write_certificate
from tests.web.conftest import (
    ClientMaker,
    StandInEngine,
    database,
    engine,
    make_client,
    tables,
)

__all__ = ["database", "engine", "make_client", "tables"]  # fixtures

FOLDER = ROOT / "deploy" / "proxy"
NAME = "presstjanst.example.se"
NGINX = """
{user} pid {tmp}/pid; error_log {tmp}/error.log;
events {{}}
http {{
    client_body_temp_path {tmp}/body; proxy_temp_path {tmp}/proxy;
    fastcgi_temp_path {tmp}/a; uwsgi_temp_path {tmp}/b; scgi_temp_path {tmp}/c;
    include {site};
}}
"""


@dataclass
class Proxy:
    """A proxy that runs, by its two ports, and what trusts its certificate."""

    plain: int
    port: int
    trust: ssl.SSLContext

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    def session(self) -> aiohttp.ClientSession:
        """A client that finds the name here, and keeps cookies."""
        connector = aiohttp.TCPConnector(ssl=self.trust, resolver=Here())
        return aiohttp.ClientSession(connector=connector, auto_decompress=False)


class Here(AbstractResolver):
    """Every name is this machine's."""

    async def resolve(
        self, host: str, port: int = 0, family: int = 0
    ) -> list[aiohttp.abc.ResolveResult]:
        return [
            aiohttp.abc.ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        """Nothing is open."""


def changed(text: str, changes: dict[str, str]) -> str:
    """An example with the places of this test instead of those that stand there."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def command_of(kind: str, tmp: Path, web: int, plain: int, port: int) -> list[str]:
    """What runs a proxy with its example; its files lie in `tmp`."""
    certificate = write_certificate(tmp / "certificate.pem", x509.DNSName(NAME))
    if kind == "nginx":
        site = changed(
            (FOLDER / "nginx.conf").read_text(),
            {
                "listen 80;": f"listen 127.0.0.1:{plain};",
                "    listen [::]:80;\n": "",
                "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
                "    listen [::]:443 ssl;\n": "",
                "/etc/ssl/presstjanst/fullchain.pem": str(certificate),
                "/etc/ssl/presstjanst/key.pem": str(certificate),
                "127.0.0.1:8080": f"127.0.0.1:{web}",
            },
        )
        (tmp / "site.conf").write_text(site)
        # Of root it gives up what it may do, and could not write here.
        user = "user root;" if os.geteuid() == 0 else ""
        (tmp / "nginx.conf").write_text(NGINX.format(tmp=tmp, site=tmp / "site.conf", user=user))
        return ["-e", str(tmp / "error.log"), "-c", str(tmp / "nginx.conf")]
    site = changed(
        (FOLDER / "Caddyfile").read_text(),
        {
            "{\n\tservers {": f"{{\n\tadmin off\n\thttp_port {plain}\n\thttps_port {port}\n"
            "\tskip_install_trust\n\tservers {",
            f"{NAME} {{": f"{NAME} {{\n\tbind 127.0.0.1\n\ttls {certificate} {certificate}",
            "127.0.0.1:8080": f"127.0.0.1:{web}",
        },
    )
    (tmp / "Caddyfile").write_text(site)
    config = ["--config", str(tmp / "Caddyfile"), "--adapter", "caddyfile"]
    return ["start", *config, "--pidfile", str(tmp / "pid")]


@pytest.fixture(params=["nginx", "caddy"])
async def proxy(
    request: pytest.FixtureRequest, make_client: ClientMaker, tmp_path: Path
) -> AsyncIterator[Proxy]:
    """A proxy before an app that knows of it."""
    program = shutil.which(request.param, path="/usr/sbin:/usr/bin:/usr/local/bin")
    if not program:
        pytest.skip(f"Debian's package {request.param} is not installed")
    plain, port = free_ports(2)
    client = await make_client(public_url=f"https://{NAME}:{port}", proxy_hops=1)
    arguments = command_of(request.param, tmp_path, client.port or 0, plain, port)
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    with (tmp_path / "log").open("wb") as log:
        # Both go on in the background, and this returns once they listen.
        process = await asyncio.create_subprocess_exec(
            program, *arguments, stdout=log, stderr=log, env=env
        )
        assert await process.wait() == 0, (tmp_path / "log").read_text()
    trust = ssl.create_default_context(cafile=str(tmp_path / "certificate.pem"))
    yield Proxy(plain, port, trust)
    os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)


async def test_everything_is_sent_to_tls_and_told_to_stay_there(proxy: Proxy) -> None:
    async with proxy.session() as session:
        address = f"http://{NAME}:{proxy.plain}/integritet?a=b"
        async with session.get(address, allow_redirects=False) as response:
            assert response.status == 308
            assert response.headers["Location"].startswith(f"https://{NAME}")
            assert response.headers["Location"].endswith("/integritet?a=b")
        async with session.get(f"{proxy.url}/") as response:
            assert response.status == 200
            assert "max-age" in response.headers["Strict-Transport-Security"]
            assert "frame-ancestors" in response.headers["Content-Security-Policy"]


async def test_a_question_is_answered_and_its_cookie_keeps_to_tls(proxy: Proxy) -> None:
    async with proxy.session() as session:
        async with session.post(f"{proxy.url}/api/messages", json={"text": "Hur många?"}) as answer:
            assert answer.status == 200
            cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-conversation=")
        assert "Secure" in cookie


async def test_what_web_compresses_comes_so_and_nothing_else_does(proxy: Proxy) -> None:
    async with proxy.session() as session:
        headers = {"Accept-Encoding": "gzip, br"}
        async with session.get(f"{proxy.url}/", headers=headers) as page:
            assert page.headers.get("Content-Encoding") in ("br", "gzip")
        async with session.get(f"{proxy.url}/trana/logga-in", headers=headers) as page:
            assert page.status == 200
            assert "Content-Encoding" not in page.headers


async def test_forged_addresses_get_round_no_limit(proxy: Proxy, engine: StandInEngine) -> None:
    statuses = []
    for number in range(65):
        async with proxy.session() as session:  # a conversation of its own each time
            headers = {"X-Forwarded-For": f"192.0.2.{number}, 198.51.100.{number}"}
            body = {"text": "hej"}
            url = f"{proxy.url}/api/messages"
            async with session.post(url, json=body, headers=headers) as answer:
                statuses.append(answer.status)
    assert statuses == [200] * 60 + [429] * 5


async def test_a_body_that_is_too_large_is_refused(proxy: Proxy, engine: StandInEngine) -> None:
    async with proxy.session() as session:
        url, headers = f"{proxy.url}/api/messages", {"Content-Type": "application/json"}
        body = io.BytesIO(b"x" * 100_000)
        async with session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 413
            assert answer.content_type == "application/problem+json"
    assert engine.received == []


HIDDEN = b'{"text":"hidden"}'
SECOND = (
    b"POST /api/messages HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\n"
    b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(HIDDEN), HIDDEN)
)


@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding: xchunked\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding : chunked\r\n",
        b"Content-Length: %d\r\nTransfer-Encoding:\x0bchunked\r\n",
        b"Content-Length: 5\r\nContent-Length: %d\r\n",
        b"Content-Length: +%d\r\n",
    ],
)
async def test_no_request_hides_in_another(
    proxy: Proxy, engine: StandInEngine, lengths: bytes
) -> None:
    """What web gets the proxy has seen, and answers: nobody gets the answer to another's."""
    body = b"0\r\n\r\n" + SECOND
    head = b"POST /api/messages HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\n"
    head += b"Content-Type: application/json\r\n" + lengths % len(body)
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", proxy.port, ssl=proxy.trust, server_hostname=NAME
    )
    writer.write(head + b"\r\n" + body)
    last = b"GET /health/live HTTP/1.1\r\nHost: " + NAME.encode() + b"\r\nConnection: close\r\n\r\n"
    writer.write(last)
    async with asyncio.timeout(30):
        answers = (await reader.read()).count(b"HTTP/1.1 ")
    writer.close()
    hidden = [one for one in engine.received if one.get("message") == "hidden"]
    assert answers >= 1
    assert len(hidden) < answers
