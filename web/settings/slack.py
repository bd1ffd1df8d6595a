"""Reads the settings of the Slack app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SLACK_API = "https://slack.com/api/"
# By TLS, or on this machine.
SAFE_ADDRESS = re.compile(r"https://\w|http://(127\.0\.0\.1|localhost)(:|/|$)")


class SlackSettingsError(ValueError):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class SlackSettings:
    """A Slack app's secrets, and where Slack is.

    It has one `bot_token`, or gets one wherever it is installed by OAuth, with its `client_id` and
    `client_secret`. With an `app_token` it is told of events over a connection of its own (Socket
    Mode), with a `signing_secret` over HTTP.
    """

    bot_token: str
    signing_secret: str
    api_url: str
    app_token: str = ""
    client_id: str = ""
    client_secret: str = ""

    @property
    def is_installed_by_oauth(self) -> bool:
        """Whether each workspace or organisation has a token of its own."""
        return not self.bot_token


def slack_settings(env: Mapping[str, str], half_set: list[str]) -> SlackSettings | None:
    """The app's settings; None where it is off, with a sentence added if it is set in part.

    Raises:
        SlackSettingsError: a setting has a value that cannot be used.
    """
    names = (
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_APP_TOKEN",
        "SLACK_CLIENT_ID",
        "SLACK_CLIENT_SECRET",
    )
    bot_token, signing_secret, app_token, client_id, client_secret = (
        env.get(name, "").strip() for name in names
    )
    if app_token and not app_token.startswith("xapp-"):
        raise SlackSettingsError(
            "SLACK_APP_TOKEN ska vara en App-Level Token, som börjar med xapp-."
        )
    if bot_token and (client_id or client_secret):
        raise SlackSettingsError(
            "Slack har antingen en token, SLACK_BOT_TOKEN, eller installeras med SLACK_CLIENT_ID "
            "och SLACK_CLIENT_SECRET. Ta bort det ena."
        )
    way_in = (
        {"SLACK_APP_TOKEN": app_token} if app_token else {"SLACK_SIGNING_SECRET": signing_secret}
    )
    needed = {"SLACK_BOT_TOKEN": bot_token, **way_in}
    if client_id or client_secret:
        public_url = env.get("PUBLIC_URL", "").strip()
        if public_url and not SAFE_ADDRESS.match(public_url):
            raise SlackSettingsError(
                "PUBLIC_URL ska börja med https:// för att installera i Slack."
            )
        client = {"SLACK_CLIENT_ID": client_id, "SLACK_CLIENT_SECRET": client_secret}
        needed = {**client, **way_in, "PUBLIC_URL": public_url}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        if len(missing) < len(needed):
            half_set.append(f"Slack är avstängt: {' och '.join(missing)} saknas.")
        return None
    api_url = env.get("SLACK_API_URL", SLACK_API)
    return SlackSettings(bot_token, signing_secret, api_url, app_token, client_id, client_secret)
