"""Silences what Python and SQLAlchemy warn of in code of Rasa's that nobody will change."""

from __future__ import annotations

import warnings

# Beginnings of messages.
MESSAGES = (
    # core/tracker_store.py:947,1044, core/brokers/sql.py and engine/caching.py:152
    r"The ``declarative_base\(\)`` function is now available as sqlalchemy\.orm",
    # shared/utils/validation.py:166, through pykwalify, whose last release is of 2020
    r"the load_module\(\) method is deprecated",
)


def apply() -> None:
    """Let Python pass over the warnings whose messages are listed here."""
    for message in MESSAGES:
        warnings.filterwarnings("ignore", message=message)
