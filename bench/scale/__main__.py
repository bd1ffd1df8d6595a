"""What one and two engines carry on this machine, and what more machines would: `make scale`.

Engines and webs share a PostgreSQL and a Redis, all on this machine with who sends the messages: on
two cores a second engine has nothing to run on. What is measured well here is what a message costs,
and the model of capacity.py goes on from that.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import redis
import sqlalchemy as sa

from bench import RESULTS
from bench.load.__main__ import send
from bench.load.generator import Load
from bench.load.load_figures import conversations, percentile
from bench.scale.capacity import costs_of, table
from bench.scale.cluster import Cluster, cluster
from contracts.databases.urls import blocking_url
from contracts.labelled_messages import read_messages
from tests.databases import postgresql, redis_server, server_of

USERS = (1, 4, 8, 16)
_WARM_UP = 90
_MB = 1024**2
Figures = dict[str, Any]


def work_of(processes: Iterable[psutil.Process]) -> float:
    """Seconds of processor time, with that of children that have ended."""
    return sum(sum(process.cpu_times()[:4]) for process in processes)


class ClusterMeter:
    """A cluster with its database and Redis, whose work is asked for by part."""

    def __init__(self, running: Cluster, database: str, redis_address: str) -> None:
        self._running = running
        self._database = server_of(database)
        pid = int(redis.Redis.from_url(redis_address).info("server")["process_id"])
        self._redis = psutil.Process(pid)

    def work(self) -> Counter[str]:
        """Seconds of processor time by part."""
        engines = [copy.process for copy in self._running.engines if copy.process]
        webs = [copy.process for copy in self._running.webs if copy.process]
        database = [self._database, *self._database.children()]
        return Counter(
            {
                "engine": work_of(engines),
                "web": work_of(webs),
                "PostgreSQL": work_of(database),
                "Redis": work_of([self._redis]),
            }
        )

    def memory_mb(self) -> dict[str, float]:
        """Of one engine and of one web."""
        parts = {"engine": self._running.engines, "web": self._running.webs}
        return {
            name: max(copy.process.memory_info().rss for copy in copies if copy.process) / _MB
            for name, copies in parts.items()
        }

    def phase(self, users: int, sent: list[list[str]], seconds: float) -> Figures:
        """Have so many users write, as many to each web."""
        webs = self._running.webs
        tallies: list[Figures] = []

        def write(number: int) -> None:
            own = sent[number :: len(webs)]
            share = users // len(webs) or 1
            address = f"{webs[number].address}/api/messages"
            tallies.append(send(Load("web", address, share, seconds, own)))

        before = self.work()
        writing = range(min(users, len(webs)))
        threads = [threading.Thread(target=write, args=(number,)) for number in writing]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        work = self.work()
        times = [time for tally in tallies for time in tally["times_ms"]]
        answers: Counter[str] = sum((Counter(tally["answers"]) for tally in tallies), Counter())
        return {
            "messages_s": len(times) / max(tally["seconds"] for tally in tallies),
            "p50_ms": percentile(times, 0.5),
            "p95_ms": percentile(times, 0.95),
            "work_ms": {part: 1000 * (work[part] - before[part]) / len(times) for part in work},
            "answers": dict(answers),
            "messages": len(times),
        }


def stored_bytes(database: str) -> float:
    """How large the database is."""
    engine = sa.create_engine(blocking_url(database), poolclass=sa.NullPool)
    with engine.connect() as connection:
        query = sa.text("SELECT pg_database_size(current_database())")
        return float(connection.execute(query).scalar_one())


def measure(copies: int, messages: int, seconds: float) -> Figures:
    """Of so many engines and webs: each number of users, and what a message costs."""
    texts = [message.text for message in read_messages()]
    with (
        tempfile.TemporaryDirectory() as name,
        postgresql() as database,
        redis_server(Path(name)) as address,
        cluster(Path(name), database, address, engines=copies, webs=copies) as running,
    ):
        measured = ClusterMeter(running, database, address)
        measured.phase(8, conversations(texts, _WARM_UP, seed=0), seconds)
        stored = stored_bytes(database)
        phases = {
            users: measured.phase(users, conversations(texts, messages, seed=users), seconds)
            for users in USERS
        }
        total = sum(phase["messages"] for phase in phases.values())
        return {
            "users": phases,
            "memory_mb": measured.memory_mb(),
            "stored_bytes": (stored_bytes(database) - stored) / total,
        }


def row_of(copies: int, users: int, phase: Figures) -> str:
    """A row of the table of what was measured."""
    work = " | ".join(f"{phase['work_ms'][part]:.1f}" for part in phase["work_ms"])
    return (
        f"| {copies} | {users} | {phase['messages_s']:.0f} | {phase['p50_ms']:.0f} "
        f"| {phase['p95_ms']:.0f} | {work} |"
    )


def main() -> int:
    """Print both tables and keep the figures; 1 if a message got no answer."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--messages", type=int, default=600, help="sent by each number of users")
    parser.add_argument("--seconds", type=float, default=60, help="no conversation begins after")
    args = parser.parse_args()
    found = {copies: measure(copies, args.messages, args.seconds) for copies in (1, 2)}
    print("| engines and webs | users | messages a second | p50, ms | p95, ms", end=" ")
    print("| work, ms: engine | web | PostgreSQL | Redis |\n|" + "---:|" * 9)
    failed = 0
    for copies, figures in found.items():
        for users, phase in figures["users"].items():
            print(row_of(copies, users, phase))
            failed += phase["answers"].get("failed", 0) + phase["answers"].get("empty", 0)
    one = found[1]
    costs = costs_of(one["users"][8]["work_ms"], one["memory_mb"], one["stored_bytes"])
    print(f"\n{costs}\n\n{table(costs)}\n\nLoad average: {os.getloadavg()[0]:.1f}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "scale.json").write_text(json.dumps(found, indent=2))
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
