"""What a model's loading used and left is the system's again."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from contracts import memory
from contracts.paths import ROOT

pytestmark = pytest.mark.slow  # in processes of their own

# Small pieces, of which every hundredth stays, so that the C library cannot lower its heap.
CODE = """
import ctypes, psutil
from contracts.memory import give_back
malloc, free = ctypes.CDLL(None).malloc, ctypes.CDLL(None).free
malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
free.argtypes = [ctypes.c_void_p]
pieces = [malloc(40_000) for _ in range(2500)]
for piece in pieces:
    ctypes.memset(piece, 1, 40_000)
for number, piece in enumerate(pieces):
    if number % 100:
        free(piece)
before = psutil.Process().memory_info().rss
give_back()
print((before - psutil.Process().memory_info().rss) // 1_000_000)
"""


# What eight threads have taken and freed, each at a time of its own: glibc's arenas.
ARENAS = """
import ctypes, threading
from contracts.memory import share_one_heap
{call}
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
at_once = threading.Barrier(8)
def take():
    at_once.wait()
    libc.malloc(1000)
    at_once.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of the C library that Linux mostly has")
@pytest.mark.parametrize(("call", "is_one"), [("share_one_heap()", True), ("", False)])
def test_threads_take_memory_from_one_heap_when_told_to(call: str, *, is_one: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ARENAS.format(call=call)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert (done.stdout.count("<heap nr=") == 1) == is_one


@pytest.mark.skipif(sys.platform != "linux", reason="of the C library that Linux mostly has")
def test_free_pages_between_used_ones_are_given_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert int(done.stdout) > 50


async def test_it_is_done_again_and_again_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    times: asyncio.Queue[None] = asyncio.Queue()
    monkeypatch.setattr(memory, "give_back", lambda: times.put_nowait(None))
    part = memory.giving_back(None, seconds=0)
    await anext(part)
    async with asyncio.timeout(60):
        for _ in range(3):
            await times.get()
    assert await anext(part, "ended") == "ended"
    while not times.empty():
        times.get_nowait()
    await asyncio.sleep(0)
    assert times.empty()


# A page that was made and freed, and the next one: how much of it lies outside the heap.
LARGE = """
import ctypes
from contracts.memory import keep_large_pieces_apart
{call}
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in
        "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()]
libc.mallinfo2.restype = Info
libc.free(libc.malloc(20_000_000))
before = libc.mallinfo2().hblkhd
libc.malloc(10_000_000)
print((libc.mallinfo2().hblkhd - before) // 1_000_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of the C library that Linux mostly has")
@pytest.mark.parametrize(("call", "megabytes"), [("keep_large_pieces_apart()", 10), ("", 0)])
def test_a_large_piece_lies_outside_the_heap_when_told_to(call: str, megabytes: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LARGE.format(call=call)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert int(done.stdout) == megabytes
