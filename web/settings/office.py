"""The settings of where the press office gets the questions to a human."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from web.settings.mail import MailSettings, MailSettingsError, mail_settings
from web.settings.slack import SlackSettings

_NAMES = ("HANDOFF_SLACK_CHANNEL", "HANDOFF_TEAMS_CHANNEL", "HANDOFF_MAIL_TO")
_OFF = "Frågor till en människa är avstängda"


class OfficeSettingsError(ValueError):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class OfficeSettings:
    """A channel in Slack or in Teams, by the vendor's id, or a mailbox; all empty: nowhere."""

    slack_channel: str = ""
    slack_team: str = ""  # the installation that it is in, where there can be several
    teams_channel: str = ""
    mail: MailSettings | None = None


def office_settings(
    env: Mapping[str, str], half_set: list[str], slack: SlackSettings | None, *, has_teams: bool
) -> OfficeSettings:
    """Where the questions go; nowhere, with a sentence added, where it is set in part.

    Raises:
        OfficeSettingsError: there are two places, or a value cannot be used.
    """
    named = [name for name in _NAMES if env.get(name, "").strip()]
    if len(named) > 1:
        raise OfficeSettingsError(
            f"Frågor till en människa går antingen till {' eller till '.join(named)}. "
            "Ta bort alla utom en."
        )
    if not named:
        return OfficeSettings()
    value = env[named[0]].strip()
    if named == ["HANDOFF_SLACK_CHANNEL"]:
        return _in_slack(env, half_set, slack, value)
    if named == ["HANDOFF_TEAMS_CHANNEL"]:
        return _in_teams(half_set, has_teams, value)
    try:
        return OfficeSettings(mail=mail_settings(env, half_set))
    except MailSettingsError as error:
        raise OfficeSettingsError(str(error)) from None


def _in_slack(
    env: Mapping[str, str], half_set: list[str], slack: SlackSettings | None, channel: str
) -> OfficeSettings:
    if not re.fullmatch(r"[CG][A-Z0-9]{2,}", channel):
        raise OfficeSettingsError(
            "HANDOFF_SLACK_CHANNEL ska vara kanalens id, som C0123456789, inte "
            f"{channel!r}. Det står längst ner i kanalens uppgifter i Slack."
        )
    if slack is None:
        half_set.append(f"{_OFF}: Slack är avstängt.")
        return OfficeSettings()
    if not slack.is_installed_by_oauth:
        return OfficeSettings(slack_channel=channel)
    team = env.get("HANDOFF_SLACK_TEAM", "").strip()
    if not team:
        half_set.append(f"{_OFF}: HANDOFF_SLACK_TEAM saknas.")
        return OfficeSettings()
    if not re.fullmatch(r"[TE][A-Z0-9]{2,}", team):
        raise OfficeSettingsError(
            "HANDOFF_SLACK_TEAM ska vara arbetsytans id, som T0123456789, eller organisationens, "
            f"som E0123456789, inte {team!r}. Det står i adressen när Slack är öppet i en "
            "webbläsare."
        )
    return OfficeSettings(slack_channel=channel, slack_team=team)


def _in_teams(half_set: list[str], has_teams: bool, channel: str) -> OfficeSettings:
    if not re.fullmatch(r"19:[\w-]+@thread\.(tacv2|skype)", channel, re.ASCII):
        raise OfficeSettingsError(
            "HANDOFF_TEAMS_CHANNEL ska vara kanalens id, som 19:…@thread.tacv2, inte "
            f"{channel!r}. Det står i kanalens länk, med %3A i stället för : och %40 i stället "
            "för @."
        )
    if not has_teams:
        half_set.append(f"{_OFF}: Teams är avstängt.")
        return OfficeSettings()
    return OfficeSettings(teams_channel=channel)
