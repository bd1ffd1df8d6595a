"""Which message an example was made of; the examples that are there are matched by their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_PLACEHOLDER = re.compile(r"\[(?:namn|personnummer|telefon|e-post|adress|kontonummer)\]")
_examples = sa.table(
    "examples",
    sa.column("id", sa.Integer),
    sa.column("text", sa.Text),
    sa.column("label", sa.String),
    sa.column("person", sa.String),
    sa.column("message", sa.Integer),
)
_messages = sa.table(
    "messages",
    sa.column("id", sa.Integer),
    sa.column("text", sa.Text),
    sa.column("label", sa.String),
    sa.column("state", sa.String),
)
_reviews = sa.table("reviews", sa.column("message", sa.Integer), sa.column("person", sa.String))


def upgrade() -> None:
    """Add the column, fill it in, and add its index."""
    op.add_column("examples", sa.Column("message", sa.Integer))
    _match(op.get_bind())
    op.create_index("ix_examples_message", "examples", ["message"], unique=True)


def _match(connection: sa.Connection) -> None:
    """Give each example the message that is settled as its label and says the same.

    What was masked may be any words. Of several messages one that the example's writer has
    reviewed comes first, then the earliest. One that none fits is left as it is.
    """
    examples = connection.execute(sa.select(_examples).order_by(_examples.c.id)).all()
    if not examples:
        return
    by_words: dict[tuple[str, str], list[Any]] = defaultdict(list)
    by_label: dict[str, list[Any]] = defaultdict(list)
    for example in examples:
        by_words[example.label, _plain(example.text)].append(example)
        by_label[example.label].append(example)
    reviewed = {(row.message, row.person) for row in connection.execute(sa.select(_reviews))}
    settled = sa.select(_messages).where(_messages.c.state == "settled").order_by(_messages.c.id)
    fits = [
        ((message.id, example.person) not in reviewed, message.id, example.id)
        for message in connection.execute(settled).all()
        for example in _examples_of(message, by_words, by_label)
    ]
    examples_left, messages_left = {e.id for e in examples}, {message for _, message, _ in fits}
    for _, message, example in sorted(fits):
        if example in examples_left and message in messages_left:
            examples_left.remove(example)
            messages_left.remove(message)
            update = sa.update(_examples).where(_examples.c.id == example)
            connection.execute(update.values(message=message))


def _examples_of(
    message: Any, by_words: dict[tuple[str, str], list[Any]], by_label: dict[str, list[Any]]
) -> Iterator[Any]:
    parts = _PLACEHOLDER.split(message.text)
    if len(parts) == 1:
        yield from by_words.get((message.label, _plain(message.text)), ())
        return
    if not any(map(_plain, parts)):
        return  # nothing is left to know it by
    pattern = re.compile(".+?".join(re.escape(_spaced(part)) for part in parts))
    for example in by_label.get(message.label, ()):
        if pattern.fullmatch(example.text):
            yield example


def _plain(text: str) -> str:
    """The words alone: signs were changed where Rasa would read them as its own."""
    return " ".join(re.findall(r"\w+", text))


def _spaced(part: str) -> str:
    return re.sub(r"\s+", " ", part)
