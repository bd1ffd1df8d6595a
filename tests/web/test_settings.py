"""Settings come from the environment, and a bad one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import redis_server
from web.http.problems import Problem
from web.http.security import RateLimits
from web.settings import SettingsError, settings_from_environment
from web.shared import SharedState


def test_the_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = settings_from_environment({"VAR_DIR": str(tmp_path)})
    second = settings_from_environment({"VAR_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_a_key_that_is_set_is_used(tmp_path: Path) -> None:
    key = "min nyckel, med minst 32 tecken i"
    settings = settings_from_environment({"VAR_DIR": str(tmp_path), "SECRET_KEY": key})
    assert settings.secret_key == key
    assert not (tmp_path / "secret_key").exists()


def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="minst 32 tecken"):
        settings_from_environment({"VAR_DIR": str(tmp_path), "SECRET_KEY": "kort"})
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("value", ["åttatusen", "-1", "", "²"])
def test_a_port_that_is_no_number_is_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="WEB_PORT"):
        settings_from_environment({"VAR_DIR": str(tmp_path), "WEB_PORT": value})


def test_the_engines_are_as_many_as_are_named(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path)}
    assert settings_from_environment(env).engine_urls == ("http://127.0.0.1:5005",)
    env["ENGINE_URL"] = "http://a:5005/, http://b:5005,http://a:5005"
    assert settings_from_environment(env).engine_urls == ("http://a:5005", "http://b:5005")
    with pytest.raises(SettingsError, match="ENGINE_URL"):
        settings_from_environment({**env, "ENGINE_URL": "a:5005"})


@pytest.mark.parametrize(
    ("url", "secure"),
    [("https://press.example.se", True), ("http://localhost", False), ("", False)],
)
def test_cookies_are_secure_behind_tls(tmp_path: Path, url: str, secure: bool) -> None:
    settings = settings_from_environment({"VAR_DIR": str(tmp_path), "PUBLIC_URL": url})
    assert settings.secure is secure


async def test_copies_with_one_redis_count_messages_together(tmp_path: Path) -> None:
    with redis_server(tmp_path) as address:
        settings = settings_from_environment({"VAR_DIR": str(tmp_path), "REDIS_URL": address})
        one, other = (
            RateLimits(SharedState(settings.shared_storage), 0, lambda: "010-1") for _ in range(2)
        )
        for _ in range(10):
            await one.check_conversation("browser-1")
            await other.check_conversation("browser-1")
        with pytest.raises(Problem) as error:
            await one.check_conversation("browser-1")
        assert (error.value.code, error.value.phone) == ("too_many", "010-1")
        await one.check_conversation("browser-2")


def test_channels_are_off_until_their_secrets_are_set(tmp_path: Path) -> None:
    settings = settings_from_environment({"VAR_DIR": str(tmp_path)})
    assert settings.slack is None
    assert settings.teams is None
    assert settings.half_set == ()


def test_questions_to_a_human_need_slack_and_the_id_of_a_channel(tmp_path: Path) -> None:
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    env = {"VAR_DIR": str(tmp_path), "HANDOFF_SLACK_CHANNEL": " C0123456789 "}
    assert settings_from_environment({**env, **slack}).office.slack_channel == "C0123456789"
    without = settings_from_environment(env)
    assert not without.has_human
    assert without.half_set == ("Frågor till en människa är avstängda: Slack är avstängt.",)
    with pytest.raises(SettingsError, match="HANDOFF_SLACK_CHANNEL"):
        settings_from_environment({**env, **slack, "HANDOFF_SLACK_CHANNEL": "#presstjänst"})


AGENCY = {
    "LEGAL_BASIS": "Grunden är prövad.",
    "LEGAL_BASIS_EN": "The ground is tried.",
    "DATA_PROTECTION_OFFICER": "ombud@example.se",
    "ACCESSIBILITY_REPORT_URL": "https://example.se/anmal?a=1",
}


def test_what_the_agency_says_of_itself_is_read_and_a_ground_in_one_language_is_not(
    tmp_path: Path,
) -> None:
    env = {"VAR_DIR": str(tmp_path), **AGENCY}
    agency = settings_from_environment(env).agency
    assert agency.legal_basis == {"sv": "Grunden är prövad.", "en": "The ground is tried."}
    assert agency.data_protection_officer == "ombud@example.se"
    assert agency.report_url == "https://example.se/anmal?a=1"
    for missing in ("LEGAL_BASIS", "LEGAL_BASIS_EN"):
        without = settings_from_environment({**env, missing: " "})
        assert without.agency.legal_basis == {}
        assert without.half_set == (f"Den rättsliga grunden visas inte: {missing} saknas.",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATA_PROTECTION_OFFICER", "ombudet"),
        ("DATA_PROTECTION_OFFICER", "a@example.se b@example.se"),
        ("ACCESSIBILITY_REPORT_URL", "javascript:alert(1)"),
        ("ACCESSIBILITY_REPORT_URL", "http://example.se"),
    ],
)
def test_an_address_of_the_agencys_that_cannot_be_used_is_refused(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=name):
        settings_from_environment({"VAR_DIR": str(tmp_path), name: value})


SLACK = {
    "SLACK_CLIENT_ID": "1234.5678",
    "SLACK_CLIENT_SECRET": "c",
    "SLACK_SIGNING_SECRET": "s",
    "PUBLIC_URL": "https://press.example.se",
}


def test_slack_is_installed_by_oauth_with_the_apps_own_identity(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path), **SLACK}
    slack = settings_from_environment(env).slack
    assert slack is not None
    assert slack.is_installed_by_oauth
    assert (slack.client_id, slack.client_secret, slack.bot_token) == ("1234.5678", "c", "")
    socket = {**env, "SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1"}
    assert settings_from_environment(socket).slack is not None
    for missing in SLACK:
        without = settings_from_environment({**env, missing: ""})
        assert without.slack is None
        assert without.half_set == (f"Slack är avstängt: {missing} saknas.",)
    none = settings_from_environment({"VAR_DIR": str(tmp_path), "PUBLIC_URL": "https://a.se"})
    assert (none.slack, none.half_set) == (None, ())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1", "antingen en token"),
        ("PUBLIC_URL", "http://press.example.se", "PUBLIC_URL ska börja med https://"),
        ("HANDOFF_SLACK_TEAM", "tidningen", "HANDOFF_SLACK_TEAM ska vara arbetsytans id"),
    ],
)
def test_what_cannot_be_installed_by_oauth_is_said(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    env = {"VAR_DIR": str(tmp_path), **SLACK, "HANDOFF_SLACK_CHANNEL": "C0123456789"}
    with pytest.raises(SettingsError, match=said):
        settings_from_environment({**env, name: value})


def test_with_several_workspaces_the_press_offices_is_named(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path), **SLACK, "HANDOFF_SLACK_CHANNEL": "C0123456789"}
    named = settings_from_environment({**env, "HANDOFF_SLACK_TEAM": " T0123456789 "})
    assert (named.office.slack_channel, named.office.slack_team) == (
        "C0123456789",
        "T0123456789",
    )
    without = settings_from_environment(env)
    assert not without.has_human
    assert without.half_set == ("Frågor till en människa är avstängda: HANDOFF_SLACK_TEAM saknas.",)


TEAMS = {"TEAMS_APP_ID": "a", "TEAMS_APP_PASSWORD": "p"}
TEAMS_CHANNEL = "19:abc_12-3@thread.tacv2"


def test_questions_to_a_human_may_come_to_a_channel_in_teams(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path), "HANDOFF_TEAMS_CHANNEL": f" {TEAMS_CHANNEL} "}
    named = settings_from_environment({**env, **TEAMS})
    assert named.office.teams_channel == TEAMS_CHANNEL
    without = settings_from_environment(env)
    assert not without.has_human
    assert without.half_set == ("Frågor till en människa är avstängda: Teams är avstängt.",)
    for value in ("19%3Aabc%40thread.tacv2", "https://teams.example/l/channel/19:a@thread.tacv2"):
        with pytest.raises(SettingsError, match="HANDOFF_TEAMS_CHANNEL ska vara kanalens id"):
            settings_from_environment({**env, **TEAMS, "HANDOFF_TEAMS_CHANNEL": value})
    two = {**env, **TEAMS, "HANDOFF_SLACK_CHANNEL": "C0123456789"}
    with pytest.raises(SettingsError, match="HANDOFF_SLACK_CHANNEL eller till HANDOFF_TEAMS"):
        settings_from_environment(two)


MAIL = {
    "HANDOFF_MAIL_TO": "press@example.se",
    "HANDOFF_MAIL_FROM": "bot@example.se",
    "SMTP_URL": "smtps://bot:l%40s%2Fen@smtp.example.se",
}


def test_a_mailbox_for_questions_to_a_human_needs_a_server(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path)}
    mail = settings_from_environment({**env, **MAIL}).office.mail
    assert mail is not None
    assert (mail.host, mail.port, mail.is_tls) == ("smtp.example.se", 465, True)
    assert (mail.user, mail.password) == ("bot", "l@s/en")
    plain = settings_from_environment({**env, **MAIL, "SMTP_URL": "smtp://localhost"}).office.mail
    assert plain is not None
    assert (plain.port, plain.is_tls, plain.user) == (587, False, "")
    half = settings_from_environment({**env, "HANDOFF_MAIL_TO": "press@example.se"})
    assert half.office.mail is None
    assert half.half_set == (
        "Frågor till en människa är avstängda: HANDOFF_MAIL_FROM och SMTP_URL saknas.",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HANDOFF_MAIL_TO", "press"),
        ("HANDOFF_MAIL_TO", "a@example.se, b@example.se"),
        ("HANDOFF_MAIL_FROM", "bot@example"),
        ("SMTP_URL", "smtp.example.se"),
        ("SMTP_URL", "http://smtp.example.se"),
        ("SMTP_URL", "smtps://bot:hemligt@smtp.example.se:x"),
        ("HANDOFF_SLACK_CHANNEL", "C0123456789"),
    ],
)
def test_a_mailbox_that_cannot_be_used_is_said_without_the_password(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsError, match=name) as error:
        settings_from_environment({"VAR_DIR": str(tmp_path), **MAIL, name: value})
    assert "hemligt" not in str(error.value)


def test_a_channel_with_half_its_secrets_is_off_and_says_what_is_missing(tmp_path: Path) -> None:
    settings = settings_from_environment(
        {"VAR_DIR": str(tmp_path), "SLACK_BOT_TOKEN": "xoxb-1", "TEAMS_APP_PASSWORD": " p "}
    )
    assert settings.slack is None
    assert settings.half_set == (
        "Slack är avstängt: SLACK_SIGNING_SECRET saknas.",
        "Teams är avstängt: TEAMS_APP_ID saknas.",
    )


def test_slack_is_on_by_an_app_token_in_place_of_a_signing_secret(tmp_path: Path) -> None:
    env = {"VAR_DIR": str(tmp_path), "SLACK_APP_TOKEN": " xapp-1 "}
    slack = settings_from_environment({**env, "SLACK_BOT_TOKEN": "xoxb-1"}).slack
    assert slack is not None
    assert (slack.app_token, slack.signing_secret) == ("xapp-1", "")
    both = {**env, "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    slack = settings_from_environment(both).slack
    assert slack is not None
    assert (slack.app_token, slack.signing_secret) == ("xapp-1", "s")
    half = settings_from_environment(env)
    assert half.half_set == ("Slack är avstängt: SLACK_BOT_TOKEN saknas.",)
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN"):
        settings_from_environment({**env, "SLACK_APP_TOKEN": "xoxb-1"})


def test_a_channel_with_its_secrets_is_on(tmp_path: Path) -> None:
    settings = settings_from_environment(
        {
            "VAR_DIR": str(tmp_path),
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_SIGNING_SECRET": "s",
            "SLACK_API_URL": "http://127.0.0.1:1/api/",
            "TEAMS_APP_ID": "a",
            "TEAMS_APP_PASSWORD": "p",
            "TEAMS_TENANT_ID": "t",
        }
    )
    assert settings.slack is not None
    assert settings.slack.api_url == "http://127.0.0.1:1/api/"
    assert settings.teams is not None
    assert (settings.teams.app_id, settings.teams.tenant_id) == ("a", "t")
    assert settings.half_set == ()
