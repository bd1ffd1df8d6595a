"""Real proxies with the configurations of `deploy/proxy`, in front of what listens on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver
from cryptography import x509

from contracts.paths import ROOT
from tests.certificates import write_certificate

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

    def connector(self) -> aiohttp.TCPConnector:
        """Connections to the name, which is found here."""
        return aiohttp.TCPConnector(ssl=self.trust, resolver=Here())

    def session(self) -> aiohttp.ClientSession:
        """A client that keeps cookies."""
        return aiohttp.ClientSession(connector=self.connector(), auto_decompress=False)


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


def command_of(kind: str, tmp: Path, webs: Sequence[int], plain: int, port: int) -> list[str]:
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
                "    server 127.0.0.1:8080 max_fails=0;": "\n".join(
                    f"    server 127.0.0.1:{web} max_fails=0;" for web in webs
                ),
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
            "127.0.0.1:8080": " ".join(f"127.0.0.1:{web}" for web in webs),
        },
    )
    (tmp / "Caddyfile").write_text(site)
    config = ["--config", str(tmp / "Caddyfile"), "--adapter", "caddyfile"]
    return ["start", *config, "--pidfile", str(tmp / "pid")]


def program_of(kind: str) -> str | None:
    """Where Debian's package has put the proxy, if it is installed."""
    return shutil.which(kind, path="/usr/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def proxy_before(
    webs: Sequence[int], plain: int, port: int, kind: str, tmp: Path
) -> Iterator[Proxy]:
    """A proxy at two ports before copies of web at others; it has to be installed."""
    arguments = command_of(kind, tmp, webs, plain, port)
    env = {"HOME": str(tmp), "XDG_DATA_HOME": str(tmp), "XDG_CONFIG_HOME": str(tmp)}
    with (tmp / "log").open("wb") as log:
        # Both go on in the background, and this returns once they listen.
        command = [program_of(kind) or kind, *arguments]
        status = subprocess.run(command, stdout=log, stderr=log, env=env).returncode
    assert status == 0, (tmp / "log").read_text()
    yield Proxy(plain, port, ssl.create_default_context(cafile=str(tmp / "certificate.pem")))
    os.kill(int((tmp / "pid").read_text()), signal.SIGTERM)
