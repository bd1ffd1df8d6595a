"""Limits go by an address that nobody can choose freely."""

from __future__ import annotations

import pytest
from multidict import CIMultiDict

from tests.web.conftest import ClientMaker
from web.http.client_address import client_address

PEER = "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        (["192.0.2.1"], "192.0.2.1"),
        (["198.51.100.9, 192.0.2.1"], "192.0.2.1"),
        (["198.51.100.9", "192.0.2.1"], "192.0.2.1"),  # a line of the proxy's own
        (["192.0.2.1:4711"], "192.0.2.1"),
        (['"192.0.2.1"'], "192.0.2.1"),
        (["::ffff:192.0.2.1"], "192.0.2.1"),
        (["[::ffff:c000:201]:443"], "192.0.2.1"),
        (["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
        (["[2001:db8:1:2::7]"], "2001:db8:1:2::/64"),
        (["[2001:DB8:1:2::8]:443"], "2001:db8:1:2::/64"),
        (["fe80::1%eth0"], "fe80::/64"),
        (["unknown"], PEER),
        (["192.0.2.1, "], PEER),
        (["192.0.2.1, _hidden"], PEER),
        (["192.0.2.256"], PEER),
        ([""], PEER),
        ([], PEER),
    ],
)
def test_one_spelling_for_each_caller(forwarded: list[str], address: str) -> None:
    assert client_address(forwarded, PEER, hops=1) == address


def test_as_many_as_we_have_proxies_are_believed() -> None:
    lines = ["203.0.113.1, 198.51.100.9", "192.0.2.1"]
    assert client_address(lines, PEER, hops=0) == PEER
    assert client_address(lines, PEER, hops=2) == "198.51.100.9"
    assert client_address(lines, PEER, hops=4) == PEER


def test_a_peer_is_counted_as_any_address() -> None:
    assert client_address([], "::ffff:10.0.0.1", hops=0) == PEER
    assert client_address([], "2001:db8::1", hops=0) == "2001:db8::/64"
    assert client_address([], None, hops=0) == "unknown"


@pytest.mark.parametrize(
    "lines",
    [
        ["203.0.113.{0}", "192.0.2.1"],
        ["203.0.113.{0}, 2001:db8::{0}"],
        ["192.0.2.1:{0}"],
        ["no address {0}"],
    ],
)
async def test_nobody_gets_round_the_limit(make_client: ClientMaker, lines: list[str]) -> None:
    client = await make_client(proxy_hops=1)
    statuses = []
    for number in range(61):
        client.session.cookie_jar.clear()
        headers = CIMultiDict(("X-Forwarded-For", line.format(number + 1)) for line in lines)
        response = await client.post("/api/messages", json={"text": "hej"}, headers=headers)
        statuses.append(response.status)
    assert statuses == [200] * 60 + [429]


@pytest.mark.parametrize("path", ["/api/messages", "/", "/samtal"])
async def test_a_history_is_read_so_often_and_no_oftener(
    make_client: ClientMaker, path: str
) -> None:
    client = await make_client()
    await client.post("/api/messages", json={"text": "hej"})
    statuses = [(await client.get(path)).status for _ in range(121)]
    assert statuses == [200] * 120 + [429]


async def test_without_a_conversation_nothing_is_counted(make_client: ClientMaker) -> None:
    client = await make_client()
    assert {(await client.get("/api/messages")).status for _ in range(130)} == {200}
