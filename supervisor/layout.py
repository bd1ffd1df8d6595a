"""Where the stack lives, its ports and its folders, looked at before anything is started."""

from __future__ import annotations

import contextlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from contracts.paths import ROOT
from supervisor.part import StackError


@dataclass(frozen=True)
class Ports:
    """Where the two parts listen, all on loopback."""

    web: int
    engine: int

    def check_free(self) -> None:
        """Raise StackError if somebody else has one of them."""
        for name, port in vars(self).items():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    setting = f"{name.upper()}_PORT"
                    raise StackError(
                        f"Port {port} ({name}) är upptagen: avsluta det som använder den, "
                        f"eller välj en annan med {setting}=… make run."
                    ) from None


def own_folder(folder: Path, setting: str) -> None:
    """Make a folder of what is written at run time, for its owner alone.

    One that the user chose and that is there already keeps its mode.

    Raises:
        StackError: it cannot be made or written in.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder == ROOT / "var":
            folder.chmod(0o700)
    if not os.access(folder, os.W_OK):
        raise StackError(f"{folder} går inte att skriva i: välj en annan med {setting}=…")
