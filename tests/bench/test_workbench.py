"""Every page that trainers can open is measured."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from string import Formatter
from typing import Any

import pytest

from bench.workbench.filling import AddressValues
from bench.workbench.pages import PAGES
from web.trainer.routes import ROUTES

# Who is logged in sees none of them.
_BEFORE_LOGIN = {"login", "login.organisation", "login.answer", "start"}


def gets() -> Iterator[str]:
    """The names of the routes that are opened."""
    return (route.kwargs["name"] for route in ROUTES if route.method == "GET")


def test_no_page_is_left_out() -> None:
    assert set(gets()) - _BEFORE_LOGIN == {page.route for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_address_names_what_there_is(page: Any) -> None:
    names = {name for _, name, _, _ in Formatter().parse(page.address) if name}
    assert names <= {field.name for field in fields(AddressValues)}
