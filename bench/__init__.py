"""Measured comparisons, run by hand."""

import engine  # noqa: F401  (lets Rasa be imported, which the modules here import first)
