"""The tables as they are now; migrations/ says how they came to be."""

from __future__ import annotations

import sqlalchemy as sa

from contracts.tables import metadata

# Cards with an address of their own, as JSON. The id is made from the card, so nothing here leads
# to a conversation; `first_given_at` is seconds since 1970.
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.String(10), primary_key=True),
    sa.Column("card", sa.Text, nullable=False),
    sa.Column("first_given_at", sa.Float, nullable=False),
)

# Whether an answer helped. `about` is the id of the user's event that was answered; the comment
# is masked.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("about", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("helped", sa.Boolean, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("given_at", sa.Float, nullable=False, index=True),
)

# Messages to a channel's vendor, until they are sent: answers as they were drawn (`body`, JSON, and
# the same in words), and the vendor's own names of where they go (`place`, JSON). The process that
# sends one has it until `claimed_until`.
outgoing = sa.Table(
    "outgoing",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("channel", sa.String(50), nullable=False),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("put_at", sa.Float, nullable=False),
    sa.Column("claimed_until", sa.Float, nullable=False),
    sqlite_autoincrement=True,  # who removes one late removes no other
)

# Messages with buttons as a vendor took them (`body`, JSON), of one that does not give them back
# when a button is pressed. The id is made of the vendor's own, which it does not tell.
menus = sa.Table(
    "menus",
    metadata,
    sa.Column("id", sa.String(255), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("sent_at", sa.Float, nullable=False, index=True),
)

# Questions that journalists sent to the press office, masked, and what a person answered, masked
# too. `thread` is the vendor's id of the message that the press office got, once it was sent. Of
# whoever took it nothing is kept, nor of how the journalist can be reached. `origin` (JSON) is
# where the answer to a question from a vendor's place is sent, and its language: the vendor's own
# names of the place, and none of a person.
handoffs = sa.Table(
    "handoffs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("sent_at", sa.Float),
    sa.Column("thread", sa.String(255)),
    sa.Column("taken_at", sa.Float),
    sa.Column("origin", sa.Text),
)
handoff_replies = sa.Table(
    "handoff_replies",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("handoff", sa.String(32), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("replied_at", sa.Float, nullable=False),
)

# Where the Slack app is installed by OAuth: Slack's id of a workspace or an organisation, and its
# tokens, encrypted. A token that expires is renewed by the process that claims it. `refused` is
# Slack's word for why it no longer takes the token.
slack_installations = sa.Table(
    "slack_installations",
    metadata,
    sa.Column("id", sa.String(50), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Float),
    sa.Column("claimed_until", sa.Float, nullable=False),
    sa.Column("installed_at", sa.Float, nullable=False),
    sa.Column("refused", sa.String(100)),
)

# When what is old was deleted last, by a clock that was not in doubt, and of one that is, what it
# said last and for how many seconds it has gone on as it should. One row.
known_time = sa.Table(
    "known_time",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("cleaned_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
    sa.Column("doubted", sa.Float),
)
