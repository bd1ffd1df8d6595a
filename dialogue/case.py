"""Keeps account of what is told of the cases that are spoken of, and finds the verdict on one.

An account is what has been told of one insured person's case, by attribute; what has not been told
is not there. `desk.facts` holds the decision table that gives the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from desk.facts.model import VerdictRow

Account = Mapping[str, str]

# The attributes of a case, and their values: `unknown` is that the writer does not know either.
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "consent": ("written", "oral", "promised", "none", "refused", "withdrawn", "unknown"),
    "paper": ("agency_form", "other"),
    "filled_in_by": ("both", "one"),
    "signed_by": ("insured", "other"),
    "sent": ("received", "sent", "not_sent"),
    "expired": ("yes", "no"),
    "application": ("in", "not_in"),
    "decision": ("made", "pending", "unknown"),
    "reconsideration": ("none", "considered", "requested", "ended", "taken_back", "unknown"),
    "court": ("yes", "no"),
    "person": ("child", "dead"),
}
UNTOLD = "untold"
# The attributes that are asked for, in this order.
ASKED = ("consent", "decision")
# Cases that are kept: those spoken of last.
MOST_CASES = 4

_DECIDED: Account = {"decision": "made"}
_OLDER = ("application",)
# Consequences of a value, unless another is told: a form that was filled in is a written consent,
# and what is to be reconsidered has been decided.
_IMPLIES: Mapping[tuple[str, str], Account] = {
    ("filled_in_by", "both"): {"consent": "written"},
    ("signed_by", "insured"): {"consent": "written"},
    ("signed_by", "other"): {"consent": "written"},
    ("sent", "received"): {"consent": "written"},
    ("sent", "sent"): {"consent": "written"},
    ("expired", "yes"): {"consent": "written"},
    ("expired", "no"): {"consent": "written"},
    ("reconsideration", "none"): _DECIDED,
    ("reconsideration", "considered"): _DECIDED,
    ("reconsideration", "requested"): _DECIDED,
    ("reconsideration", "ended"): _DECIDED,
    ("reconsideration", "taken_back"): _DECIDED,
    ("court", "yes"): _DECIDED,
}
# Attributes that are dropped once a value is told: there is nothing to reconsider without a
# decision, and what has been decided has come in.
_ENDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("application", "not_in"): ("decision", "reconsideration", "court"),
    ("decision", "made"): _OLDER,
    ("decision", "pending"): ("application", "reconsideration", "court"),
    ("reconsideration", "none"): _OLDER,
    ("reconsideration", "considered"): _OLDER,
    ("reconsideration", "requested"): _OLDER,
    ("reconsideration", "ended"): _OLDER,
    ("reconsideration", "taken_back"): _OLDER,
    ("court", "yes"): _OLDER,
    ("consent", "none"): ("paper", "filled_in_by", "signed_by", "sent", "expired"),
    ("consent", "refused"): ("paper", "filled_in_by", "signed_by", "sent", "expired"),
}


def holds(row: VerdictRow, account: Account) -> bool:
    """Return True if the account has, of each attribute that a row names, one of its values."""
    return all(account.get(name, UNTOLD) in values for name, values in row.when.items())


def updated(account: Account, told: Account) -> dict[str, str]:
    """Return the account with what a message tells, and with what follows of it.

    What was told before and cannot be so any more goes. What only follows takes nothing away.
    """
    known = dict(account)
    for item in told.items():
        for ended in _ENDS.get(item, ()):
            known.pop(ended, None)
    known |= told
    for item in told.items():
        for name, value in _IMPLIES.get(item, {}).items():
            if name not in told and _may_follow(name, value, known):
                known[name] = value
    return known


def _may_follow(name: str, value: str, known: Account) -> bool:
    """Return True unless it is told that a consent that was there is not any more."""
    return not (name == "consent" and known.get(name) in ("refused", "withdrawn"))


def verdict(account: Account, table: Iterable[VerdictRow]) -> VerdictRow | None:
    """Return the first row that holds, None where the table leaves it open."""
    return next((row for row in table if holds(row, account)), None)


def missing(account: Account, table: Sequence[VerdictRow]) -> str | None:
    """Return the attribute to ask for: the first untold one that would change the verdict.

    None where nothing that can be asked for would.
    """
    now = verdict(account, table)
    for name in ASKED:
        if name not in account:
            others = (verdict(updated(account, {name: v}), table) for v in ATTRIBUTES[name])
            if any(other != now for other in others):
                return name
    return None


class Cases(NamedTuple):
    """The cases that are spoken of, the one in focus first."""

    accounts: tuple[Account, ...] = ()

    @property
    def focus(self) -> Account:
        """The account of the case in focus, empty where none is spoken of."""
        return self.accounts[0] if self.accounts else {}

    def told(self, told: Account) -> Cases:
        """Return the cases with what is told of the one in focus."""
        return Cases((updated(self.focus, told), *self.accounts[1:]))

    def opened(self) -> Cases:
        """Return the cases with a new one in focus, of which nothing is told."""
        return Cases(({}, *(one for one in self.accounts if one))[:MOST_CASES])
