"""A page that carries the chat, and the engine behind: as the tests in Chromium have them."""

from __future__ import annotations

from tests.web.chat.page.conftest import engine as engine
from tests.web.embedding.conftest import chat as chat
from tests.web.embedding.conftest import host as host
