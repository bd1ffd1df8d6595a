"""The settings of what only the agency can say about itself, on its public pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PAGE = re.compile(r"https://[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}(:\d{1,5})?([/?#]\S*)?")
_MAIL = re.compile(r"[^\s@]+@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+")


class AgencySettingsError(ValueError):
    """A setting that cannot be used; says which and why."""


@dataclass(frozen=True)
class AgencySettings:
    """What is not set is empty, and the pages then say so, or whom to ask."""

    report_url: str = ""  # Digg's form for reports of what is not accessible
    data_protection_officer: str = ""  # a mail address
    legal_basis: Mapping[str, str] = field(default_factory=dict)  # a sentence, by language


def agency_settings(env: Mapping[str, str], half_set: list[str]) -> AgencySettings:
    """What is set; with a sentence added to `half_set` where one language lacks the legal basis.

    Raises:
        AgencySettingsError: an address cannot be used.
    """
    basis = {"sv": _read(env, "LEGAL_BASIS"), "en": _read(env, "LEGAL_BASIS_EN")}
    if any(basis.values()) and not all(basis.values()):
        missing = "LEGAL_BASIS_EN" if basis["sv"] else "LEGAL_BASIS"
        half_set.append(f"Den rättsliga grunden visas inte: {missing} saknas.")
    report_url = _read(env, "ACCESSIBILITY_REPORT_URL")
    if report_url and not _PAGE.fullmatch(report_url):
        raise AgencySettingsError(
            "ACCESSIBILITY_REPORT_URL ska vara adressen till Diggs formulär och börja med "
            f"https://, inte {report_url!r}."
        )
    officer = _read(env, "DATA_PROTECTION_OFFICER")
    if officer and not _MAIL.fullmatch(officer):
        raise AgencySettingsError(
            f"DATA_PROTECTION_OFFICER ska vara dataskyddsombudets mejladress, inte {officer!r}."
        )
    return AgencySettings(
        report_url=report_url,
        data_protection_officer=officer,
        legal_basis=basis if all(basis.values()) else {},
    )


def _read(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()
