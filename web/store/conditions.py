"""Makes the conditions of a query out of filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

Condition = sa.ColumnElement[bool]


def conditions_of(
    filters: object, makers: Mapping[str, Callable[[Any], Condition]]
) -> list[Condition]:
    """A condition for each field of `filters` that is not None, made of its value."""
    return [
        make(value)
        for field, make in makers.items()
        if (value := getattr(filters, field)) is not None
    ]
