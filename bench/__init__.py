"""Measured comparisons, run by hand."""

import engine  # noqa: F401  (lets Rasa be imported, which the modules here import first)
from contracts.paths import ROOT

# Where what was measured is kept.
RESULTS = ROOT / "var" / "bench"
