"""Sets what Rasa and its packages read once from the environment, unless it is set.

`rasa/telemetry.py:170` asks whether it may report; `rasa/engine/caching.py:194` keeps what
trainings made in `.rasa/` of the working folder; matplotlib keeps its fonts at home; and
`tqdm` draws progress bars by the hundred, in files too (`rasa/shared/core/generator.py`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from contracts.paths import ROOT


def apply() -> None:
    """Report nothing, write under `VAR_DIR` alone, and draw progress in a terminal alone."""
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(var / "rasa"))
    os.environ.setdefault("MPLCONFIGDIR", str(var / "matplotlib"))
    if not sys.stderr.isatty():
        os.environ.setdefault("TQDM_DISABLE", "1")
