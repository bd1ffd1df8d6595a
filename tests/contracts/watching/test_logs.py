"""Lines of a log say which request they are of, and never quote what an error does."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest

from contracts.watching.logs import NONE, REQUEST, LogsError, begin_request, log_handler

SECRET = "Amina Warsame"


@pytest.fixture
def logged() -> Callable[[dict[str, str], Callable[[logging.Logger], None]], str]:
    def log(env: dict[str, str], act: Callable[[logging.Logger], None]) -> str:
        handler, stream = log_handler(env), io.StringIO()
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(stream)
        logger = logging.Logger("web.prov")
        logger.addHandler(handler)
        act(logger)
        return stream.getvalue()

    return log


Log = Callable[[dict[str, str], Callable[[logging.Logger], None]], str]


def fail(logger: logging.Logger) -> None:
    begin_request("0123456789abcdef")
    try:
        raise ValueError(SECRET)
    except ValueError:
        logger.exception("it failed: %s", "ValueError")


@pytest.mark.parametrize("env", [{}, {"LOG_FORMAT": "text"}, {"LOG_FORMAT": "json"}])
def test_an_error_has_its_kind_and_place_and_not_its_message(
    logged: Log, env: dict[str, str]
) -> None:
    text = logged(env, fail)
    assert "0123456789abcdef" in text
    assert "in fail" in text
    assert "ValueError" in text
    assert SECRET not in text.replace("raise ValueError(SECRET)", "")


def test_json_is_an_object_a_line(logged: Log) -> None:
    def act(logger: logging.Logger) -> None:
        REQUEST.set(NONE)
        logger.warning("två\nrader")
        fail(logger)

    first, second = map(json.loads, logged({"LOG_FORMAT": "json"}, act).splitlines())
    assert (first["level"], first["logger"], first["request"], first["message"]) == (
        "WARNING",
        "web.prov",
        "-",
        "två\nrader",
    )
    assert first["time"].endswith("+00:00")
    assert second["message"] == "it failed: ValueError"
    assert second["error"].endswith("ValueError")


def test_another_format_is_refused() -> None:
    with pytest.raises(LogsError, match="LOG_FORMAT"):
        log_handler({"LOG_FORMAT": "xml"})


@pytest.mark.parametrize("name", [None, "", "-", "0123", "0123456789ABCDEF", "0123456789abcdef\nx"])
def test_a_name_that_is_none_of_ours_is_not_taken(name: str | None) -> None:
    made = begin_request(name)
    assert made != name
    assert len(made) == 16
    assert REQUEST.get() == made
    assert begin_request(made) == made
