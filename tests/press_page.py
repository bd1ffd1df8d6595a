"""The values that tests expect of the press service's page, read from the facts.

A new number on the page fails tests/desk/facts/test_file.py, which pins the page, and no other.
"""

from __future__ import annotations

import re

from contracts.paths import FACTS as FACTS_FILE
from desk.facts.file import parse_facts
from desk.facts.model import Facts

TEXT = FACTS_FILE.read_text(encoding="utf-8")
FACTS = parse_facts(TEXT)

PRESS_PHONE = FACTS.contacts["press_phone"].value
PRESS_MAIL = FACTS.contacts["press_mail"].value
HEAD_PHONE = FACTS.contacts["head_of_press_phone"].value
HEAD_MAIL = FACTS.contacts["head_of_press_mail"].value
STATISTICS_MAIL = FACTS.contacts["statistics_mail"].value
HEAD_OFFICE_MAIL = FACTS.contacts["head_office_mail"].value
CUSTOMER_PHONE = FACTS.contacts["customer_centre_phone"].value
HEAD = FACTS.contacts["head_of_press_phone"].label["sv"].split(",")[0]  # of "name, presschef"
(SUMMER,) = FACTS.hours["press"].periods
COPIES = FACTS.fees["copies"]

# For tests that name moments and numbers of pages.
_FIXED = {
    "updated_on": "2025-06-19",
    "from": '"06-20"',
    "to": '"08-17"',
    "opens": '"08:00"',
    "closes": '"16:00"',
    "free_pages": "9",
    "first_price": "50",
    "page_price": "2",
}


def international(phone: str) -> str:
    """Return a Swedish phone number as it is written abroad: +46 10 …."""
    return "+46 " + phone.removeprefix("0").replace("-", " ")


def another(phone: str) -> str:
    """Return a phone number of the same form that is not the given one."""
    return phone[:-1] + str((int(phone[-1]) + 1) % 10)


def fixed_facts() -> Facts:
    """Return the facts with a date, hours and a fee that stay when the page's change."""
    text = TEXT
    for name, value in _FIXED.items():
        text, count = re.subn(rf'(?m)^([ -]+{name}: )"?\d[\d:-]*"?$', rf"\g<1>{value}", text)
        assert count == 1, name
    return parse_facts(text)
