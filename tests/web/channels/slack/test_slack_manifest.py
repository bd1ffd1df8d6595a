"""The manifest asks Slack for what the code uses, and for nothing more."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from contracts.paths import ROOT
from desk.facts.model import Facts
from web.channels.slack import channel as slack
from web.channels.slack.oauth import pages

HOST = "https://presstjanst.example"

# As docs.slack.dev/reference says of each event and each method.
SCOPE_OF_EVENT = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "message.im": "im:history",
    "tokens_revoked": None,
}
SCOPE_OF_METHOD = {
    "auth_test": None,
    "assistant_threads_setStatus": "assistant:write",
    "assistant_threads_setSuggestedPrompts": "assistant:write",
    "chat_postEphemeral": "chat:write",
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "views_open": None,
    "views_publish": None,
}


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = YAML(typ="safe").load(ROOT / "deploy" / "slack" / name)
    return content


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return read("manifest.yml")


def source(pattern: str) -> set[str]:
    """What the channel's code says, wherever the pattern fits."""
    files = (ROOT / "web" / "channels" / "slack").rglob("*.py")
    return {name for path in files for name in re.findall(pattern, path.read_text())}


def test_every_event_that_is_listened_to_is_subscribed_and_no_other(
    manifest: dict[str, Any],
) -> None:
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {name.partition(".")[0] for name in subscribed} == source(r'\.event\("(\w+)"\)')
    assert set(subscribed) == set(SCOPE_OF_EVENT)


def test_every_scope_is_needed_and_none_is_missing(manifest: dict[str, Any]) -> None:
    scopes = {SCOPE_OF_METHOD[name] for name in source(r"client\.(\w+_\w+)\(")}
    scopes |= set(SCOPE_OF_EVENT.values()) | {"commands"}
    assert manifest["oauth_config"] == {"scopes": {"bot": sorted(scopes - {None})}}


def test_for_several_workspaces_it_is_the_same_app_with_a_way_back_and_tokens_that_expire(
    manifest: dict[str, Any],
) -> None:
    several = read("manifest-oauth.yml")
    address = several["oauth_config"].pop("redirect_urls")
    assert address == [f"{HOST}/slack/oauth_redirect"]
    for name in ("org_deploy_enabled", "token_rotation_enabled"):
        assert (manifest["settings"][name], several["settings"][name]) == (False, True)
        several["settings"][name] = False
    assert several == manifest
    assert sorted(pages.SCOPES) == several["oauth_config"]["scopes"]["bot"]


def test_nobody_is_heard_who_does_not_speak_to_the_app(manifest: dict[str, Any]) -> None:
    """Neither what is said in channels, nor what was said there before."""
    asked_for = [*manifest["oauth_config"]["scopes"]["bot"]]
    asked_for += manifest["settings"]["event_subscriptions"]["bot_events"]
    heard = [name for name in asked_for if re.search(r"history|:read|^message", name)]
    assert heard == ["app_mentions:read", "im:history", "message.im"]


def test_the_command_is_the_one_that_is_answered(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == slack.COMMAND


def test_everything_comes_to_the_one_address(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    settings = manifest["settings"]
    addresses = [settings["event_subscriptions"]["request_url"]]
    addresses += [settings["interactivity"]["request_url"], command["url"]]
    assert addresses == [HOST + slack.PATH] * 3
    assert settings["interactivity"]["is_enabled"] is True
    assert settings["socket_mode_enabled"] is False


def test_what_is_suggested_first_is_what_the_facts_offer(
    manifest: dict[str, Any], facts: Facts
) -> None:
    choices = [topic.choice["sv"] for topic in facts.topics.values() if topic.choice]
    view = manifest["features"]["agent_view"]
    assert view["suggested_prompts"] == [{"title": c, "message": c} for c in choices[:4]]
    assert len(view["agent_description"]) <= 300


def test_people_can_write_to_the_app_and_see_its_home(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_texts_are_as_long_as_slack_lets_them_be(manifest: dict[str, Any]) -> None:
    display = manifest["display_information"]
    assert manifest["_metadata"] == {"major_version": 2}
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", display["background_color"])
