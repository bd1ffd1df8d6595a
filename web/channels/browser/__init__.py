"""The chat in the browser: its pages, which need no script, and the API of its script."""

from web.channels.browser.chat_messages import CHANNEL, TITLE
from web.channels.browser.routes import add_to

__all__ = ["CHANNEL", "TITLE", "add_to"]
