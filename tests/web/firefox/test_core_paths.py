"""What most people do on the chat page, alone and carried by another site's, in Firefox."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from dev.browser import find_firefox
from dev.node import find_node
from tests.press_page import STATISTICS_MAIL
from tests.web.embedding.conftest import Host

_PATHS = Path(__file__).with_name("core_paths.test.js")


async def test_the_core_paths_hold_in_firefox(host: Host, chat: TestClient) -> None:
    if not (firefox := find_firefox()):
        pytest.skip("Firefox saknas: installera paketet firefox-esr")
    process = await asyncio.create_subprocess_exec(
        find_node(22),
        "--test",
        str(_PATHS),
        env=os.environ
        | {"CHAT": host.chat, "HOST": host.url, "FIREFOX": firefox, "CONTACT": STATISTICS_MAIL},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
