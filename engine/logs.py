"""Keeps Rasa's logs to warnings: below that they hold what people wrote."""

from __future__ import annotations

import logging
import warnings

from rasa.utils.log_utils import configure_structlog


def only_warnings() -> None:
    """Log warnings and errors alone, and silence Python's warnings about Rasa's pinned packages."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
    configure_structlog(logging.WARNING)
    warnings.filterwarnings("ignore")
