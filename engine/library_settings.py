"""What libraries read from the environment: where they write, and that they report to nobody."""

from __future__ import annotations

import os

from contracts.paths import var_folder


def apply() -> None:
    """Set the variables; those of places stay where they are set. Before the libraries are used.

    Rasa keeps a cache of trainings in `.rasa` of the working directory (`rasa/engine/caching.py`),
    matplotlib its list of fonts in the home directory. Rasa sends telemetry unless it is told not
    to, and so does onnxruntime since 1.29 (its Privacy.md): of each session, under a device id
    that it keeps in the home directory.
    """
    var = var_folder().absolute()
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(var / "rasa"))
    os.environ.setdefault("MPLCONFIGDIR", str(var / "matplotlib"))
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
