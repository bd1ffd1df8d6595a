"""Keeps account of what is told of the cases that are spoken of, and finds the verdict on one.

An account is what has been told of one insured person's case, by attribute; what has not been told
is not there. `desk.facts` holds the decision table that gives the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from desk.facts.model import VerdictRow

Account = Mapping[str, str]
# By attribute the probability of each value, as far as it is more than nothing; `untold` is one.
Belief = Mapping[str, Mapping[str, float]]

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
# Whose case a message turns to: another person's, or that of one spoken of before.
WHOSE = ("other", "back")
UNTOLD = "untold"
# The value of an attribute of which something may have been told that would forbid a yes.
DOUBTED = "doubted"
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
# The attributes that a yes takes for granted, and the one that is asked for when one is doubted.
_RESTS_ON: Mapping[str, str] = {
    "consent": "consent",
    "paper": "consent",
    "filled_in_by": "consent",
    "signed_by": "consent",
    "sent": "consent",
    "expired": "consent",
    "person": "consent",
    "application": "decision",
    "decision": "decision",
    "reconsideration": "decision",
    "court": "decision",
}
_LEAST: Account = {"consent": "written", "decision": "made"}  # what is told where a yes is given


def holds(row: VerdictRow, account: Account) -> bool:
    """Return True if the account has, of each attribute that a row names, one of its values."""
    return all(account.get(name, UNTOLD) in values for name, values in row.when.items())


def updated(account: Account, told: Account) -> dict[str, str]:
    """Return the account with what a message tells, and with what follows of it.

    What was told before and cannot be so any more goes, and a doubt goes once what rests on it is
    told anew. What only follows takes nothing away.
    """
    sure = {name: value for name, value in told.items() if value != DOUBTED}
    gone = {name for item in sure.items() for name in _ENDS.get(item, ())} - sure.keys()
    gone |= {name for name in _doubted(account) - told.keys() if _is_least(_RESTS_ON[name], sure)}
    known = {name: v for name, v in {**account, **told}.items() if name not in gone}
    for item in sure.items():
        for name, value in _IMPLIES.get(item, {}).items():
            if name not in sure and _may_follow(name, value, known):
                known[name] = value
    return known


def _doubted(account: Account) -> set[str]:
    return {name for name, value in account.items() if value == DOUBTED}


def _is_least(name: str, account: Account) -> bool:
    return account.get(name) == _LEAST[name]


def _may_follow(name: str, value: str, known: Account) -> bool:
    """Return True unless it is told that a consent that was there is not any more."""
    return not (name == "consent" and known.get(name) in ("refused", "withdrawn"))


def verdict(account: Account, table: Iterable[VerdictRow]) -> VerdictRow | None:
    """Return the first row that holds, None where the table leaves it open.

    What allows a yes is untold as long as something that it takes for granted is doubted.
    """
    doubted = _doubted(account)
    open_again = {_RESTS_ON[n] for n in doubted if _is_least(_RESTS_ON[n], account)}
    known = {name: v for name, v in account.items() if name not in doubted | open_again}
    return next((row for row in table if holds(row, known)), None)


def missing(account: Account, table: Sequence[VerdictRow]) -> str | None:
    """Return the attribute to ask for: the first untold or doubted one that changes the verdict.

    None where nothing that can be asked for would.
    """
    now = verdict(account, table)
    for name in ASKED:
        if name not in account or name in {_RESTS_ON[doubted] for doubted in _doubted(account)}:
            others = (verdict(updated(account, {name: v}), table) for v in ATTRIBUTES[name])
            if any(other != now for other in others):
                return name
    return None


def told_by(
    belief: Belief,
    account: Account,
    table: Sequence[VerdictRow],
    doubt_above: float,
    told_above: float,
) -> dict[str, str]:
    """Return what a message tells: of each attribute the value that is likelier than `told_above`.

    It is doubted where values that forbid a yes are likelier than `doubt_above`. A value that a yes
    would rest on must be as sure, and so must one that takes the place of what forbids a yes.
    """
    told = {}
    for name in ATTRIBUTES:
        likely = belief.get(name, {UNTOLD: 1.0})
        likeliest = max(likely, key=likely.__getitem__)
        forbidding = _forbidding(name, table)
        is_told = likeliest != UNTOLD and likely[likeliest] > told_above
        is_sure = likely[likeliest] >= 1 - doubt_above
        if account.get(name) in forbidding and likeliest not in forbidding:
            if is_told:
                told[name] = likeliest if is_sure else DOUBTED
        elif is_told and likeliest in forbidding:
            told[name] = likeliest
        elif sum(likely.get(value, 0.0) for value in forbidding) > doubt_above:
            told[name] = DOUBTED
        elif is_told and (is_sure or not _implies_what_is_least(name, likeliest)):
            told[name] = likeliest
    return told


def _forbidding(name: str, table: Sequence[VerdictRow]) -> list[str]:
    """Return the values that forbid a yes where there is nothing else to do so."""
    yes = verdict(_LEAST, table)
    return [v for v in ATTRIBUTES[name] if verdict(updated(_LEAST, {name: v}), table) != yes]


def _implies_what_is_least(name: str, value: str) -> bool:
    return not updated({}, {name: value}).items().isdisjoint(_LEAST.items())


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

    def returned(self) -> Cases:
        """Return the cases with the one in focus before this one, where there is one."""
        first, *others = self.accounts or ({},)
        return Cases((*others[:1], first, *others[1:]))
