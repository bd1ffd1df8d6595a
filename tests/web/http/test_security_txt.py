"""Whoever finds a weakness is told whom to write to, where somebody is named."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web.conftest import ClientMaker
from web.http.security_txt import ADDRESS, security_text
from web.settings import SettingsError, settings_from_environment

MAIL, FORM = "mailto:sakerhet@example.se", "https://example.se/sakerhet"


def test_it_names_contacts_in_their_order_languages_and_how_long_it_is_good() -> None:
    now = datetime(2026, 12, 15, 13, 37, 5, tzinfo=UTC)
    assert security_text([FORM, MAIL], "https://press.example.se", now).splitlines() == [
        f"Contact: {FORM}",
        f"Contact: {MAIL}",
        "Expires: 2027-01-14T00:00:00Z",
        "Preferred-Languages: sv, en",
        "Canonical: https://press.example.se/.well-known/security.txt",
    ]
    assert "Canonical" not in security_text([MAIL], "", now)


async def test_it_is_there_where_a_contact_is_set_and_nowhere_else(
    make_client: ClientMaker, tmp_path: Path
) -> None:
    env = {"VAR_DIR": str(tmp_path), "SECURITY_CONTACT": f"{MAIL}, {FORM}"}
    contacts = settings_from_environment(env).security_contacts
    assert contacts == (MAIL, FORM)
    client = await make_client(security_contacts=contacts)
    response = await client.get(ADDRESS)
    text = await response.text()
    assert (response.status, response.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert text.startswith(f"Contact: {MAIL}\nContact: {FORM}\nExpires: ")
    expires = re.findall(r"^Expires: (\S+)$", text, re.MULTILINE)
    days = (datetime.fromisoformat(expires[0]) - datetime.now(UTC)).days
    assert 0 < days < 365
    assert (await (await make_client()).get(ADDRESS)).status == 404


@pytest.mark.parametrize(
    "contact", ["sakerhet@example.se", "http://example.se", "mailto:a@b\nContact: mailto:c@d"]
)
def test_what_is_no_address_to_write_to_is_refused(tmp_path: Path, contact: str) -> None:
    with pytest.raises(SettingsError, match="SECURITY_CONTACT"):
        settings_from_environment({"VAR_DIR": str(tmp_path), "SECURITY_CONTACT": contact})
