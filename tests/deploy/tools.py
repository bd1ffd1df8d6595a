"""What lints and renders `deploy/`: `make test` installs it, in an environment of its own."""

from __future__ import annotations

import pytest

from contracts.paths import ROOT

TOOLS = ROOT / "var" / "deploy" / "bin"
needs_tools = pytest.mark.skipif(
    not (TOOLS / "python").exists(), reason="make var/deploy/ready installs what this runs"
)
