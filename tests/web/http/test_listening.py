"""Web listens where it is told, or takes the sockets that whoever starts it has opened."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys

import pytest

from contracts.paths import ROOT
from web.http.listening import BACKLOG, SOCKETS, handed_over, open_sockets

# Prints the ports of what it was handed, as web starts with it.
TAKES = (
    "import json; from web.http.listening import handed_over; "
    "print(json.dumps([[one.getsockname()[1], one.get_inheritable()] for one in handed_over()]))"
)


async def test_it_listens_at_each_address_of_a_host_and_those_who_come_wait() -> None:
    opened = await open_sockets("localhost", 0)
    with contextlib.ExitStack() as to_close:
        for one in opened:
            to_close.enter_context(one)
        assert {one.getsockname()[0] for one in opened} <= {"127.0.0.1", "::1"}
        for one in opened:
            assert not one.get_inheritable()
            # As many as come in the seconds of a start, before anybody takes them.
            for _ in range(300):
                waiting = socket.create_connection(one.getsockname()[:2], timeout=60)
                to_close.enter_context(waiting)
    assert BACKLOG >= 1000


async def test_a_port_that_somebody_has_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        await open_sockets("127.0.0.1", taken.getsockname()[1])


@pytest.mark.slow
def test_what_is_named_by_its_number_is_taken_and_goes_no_further() -> None:
    with contextlib.ExitStack() as opened:
        place = ("127.0.0.1", 0)
        ones = [opened.enter_context(socket.create_server(place)) for _ in range(2)]
        numbers = [one.fileno() for one in ones]
        done = subprocess.run(
            [sys.executable, "-c", TAKES],
            cwd=ROOT,
            env={**os.environ, SOCKETS: ",".join(map(str, numbers))},
            pass_fds=numbers,
            stdout=subprocess.PIPE,
            check=True,
        )
        assert json.loads(done.stdout) == [[one.getsockname()[1], False] for one in ones]


@pytest.mark.slow
@pytest.mark.parametrize("to_it", [True, False])
def test_what_systemd_hands_over_is_taken_by_whom_it_is_for(to_it: bool) -> None:
    """As in sd_listen_fds(3), which has the first at 3."""
    script = f"""
import os, socket
one = socket.create_server(("127.0.0.1", 0))
print(one.getsockname()[1])
os.dup2(one.fileno(), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid() + {int(not to_it)}))
{TAKES}
"""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    port, taken = map(json.loads, done.stdout.splitlines())
    assert taken == ([[port, False]] if to_it else [])


def test_without_any_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (SOCKETS, "LISTEN_FDS", "LISTEN_PID"):
        monkeypatch.delenv(name, raising=False)
    assert handed_over() == []
