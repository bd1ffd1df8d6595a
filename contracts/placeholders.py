"""What stands in a stored text where personal data was: its kind in brackets."""

from __future__ import annotations

import re

NAME = "namn"
PERSONAL_NUMBER = "personnummer"
PHONE = "telefon"
MAIL = "e-post"
STREET = "adress"
ACCOUNT = "kontonummer"
KINDS = (NAME, PERSONAL_NUMBER, PHONE, MAIL, STREET, ACCOUNT)

PLACEHOLDER = re.compile(rf"\[({'|'.join(KINDS)})\]")
# Whoever writes an example may make one up: "[förnamn]", "[ort]". Not to be learnt from either.
LIKE_A_PLACEHOLDER = re.compile(r"\[[a-zåäö-]+\]")


def placeholder(kind: str) -> str:
    """What stands for something of this kind."""
    return f"[{kind}]"
