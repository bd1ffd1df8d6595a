"""Keeps Rasa's logs to warnings: below that they hold what people wrote."""

from __future__ import annotations

import logging
import warnings

from rasa.utils.log_utils import configure_structlog

from contracts.watching.logs import log_to_stderr


def only_warnings() -> None:
    """Log warnings and errors alone, and silence Python's warnings about Rasa's pinned packages."""
    log_to_stderr(logging.WARNING)
    configure_structlog(logging.WARNING)
    warnings.filterwarnings("ignore")
