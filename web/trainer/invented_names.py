"""Puts something invented where masking has left a placeholder, the same each time."""

from __future__ import annotations

import hashlib
import re

from contracts.placeholders import ACCOUNT, MAIL, PERSONAL_NUMBER, PHONE, PLACEHOLDER, STREET

# Common in Sweden.
GIVEN_NAMES = (
    "Agneta",
    "Ali",
    "Amina",
    "Anders",
    "Anna",
    "Annika",
    "Astrid",
    "Birgitta",
    "Björn",
    "Camilla",
    "Cecilia",
    "Elin",
    "Emma",
    "Erik",
    "Fatima",
    "Filip",
    "Fredrik",
    "Gunilla",
    "Gustav",
    "Hamza",
    "Hanna",
    "Hassan",
    "Helena",
    "Henrik",
    "Ibrahim",
    "Ingrid",
    "Jasmina",
    "Johan",
    "Johanna",
    "Jonas",
    "Kaisa",
    "Karin",
    "Kerstin",
    "Khadija",
    "Lars",
    "Leila",
    "Lena",
    "Linnea",
    "Magnus",
    "Malin",
    "Maria",
    "Mehmet",
    "Mikael",
    "Mohammed",
    "Monika",
    "Nadia",
    "Nils",
    "Olga",
    "Oskar",
    "Patrik",
    "Petra",
    "Rebecka",
    "Reza",
    "Samira",
    "Sara",
    "Selma",
    "Sofia",
    "Stefan",
    "Sven",
    "Tuulikki",
    "Ulla",
    "Viktor",
    "Yasmin",
    "Yusuf",
    "Zahra",
    "Åsa",
    "Örjan",
)
# Borne by nobody, and spelt as names of many origins are.
SURNAMES = (
    "Almhedsjö",
    "Björkmossby",
    "Ekviksten",
    "Granlidnäs",
    "Hasselvådö",
    "Lindgårdsjö",
    "Rönnbackvik",
    "Sälgmossen",
    "Tallhultsjö",
    "Åkerviksbo",
    "Koivusaarela",
    "Mäntyrantala",
    "Järvenkoskela",
    "Kuusilampila",
    "Aldahrani",
    "Benmourad",
    "Haddourani",
    "Qasimeddin",
    "Warsamadi",
    "Abdulahire",
    "Farahalin",
    "Marojevič",
    "Kovadarić",
    "Petrovanski",
    "Zelenkowiec",
    "Nowarczyk",
    "Szymborak",
    "Rahimvand",
    "Tehranizad",
    "Demirkayan",
    "Yıldızhan",
    "Montesoria",
    "Riosaldo",
    "Fernambuca",
    "Papadourakis",
    "Lihuang",
    "Nguyenthan",
    "Chandravel",
    "Haileberhu",
    "Osakweme",
)
_INVENTED = frozenset(name.casefold() for name in (*GIVEN_NAMES, *SURNAMES))
# In the shape of what was there, and nobody's; masking leaves them alone.
_HARMLESS = {
    PERSONAL_NUMBER: "xxxxxx-xxxx",
    PHONE: "070-xxx xx xx",
    MAIL: "namn@mejl",
    STREET: "Storgatan",
    ACCOUNT: "xxxx-xx xxx xx",
}


def fill(text: str) -> str:
    """The text without placeholders; the same text gets the same names."""
    count = 0

    def invent(placeholder: re.Match[str]) -> str:
        nonlocal count
        if harmless := _HARMLESS.get(placeholder[1]):
            return harmless
        count += 1
        return _name(f"{count} {text}")

    return PLACEHOLDER.sub(invent, text)


def is_invented(name: str) -> bool:
    """Whether a name could be one of those made here: a given name, a surname, or both."""
    words = name.casefold().split()
    return bool(words) and all(
        word in _INVENTED or word.removesuffix("s") in _INVENTED for word in words
    )


def is_all_masked(text: str) -> bool:
    """Whether nothing is left of the text but placeholders."""
    return not re.search(r"\w", PLACEHOLDER.sub("", text)) and bool(PLACEHOLDER.search(text))


def _name(seed: str) -> str:
    """A given name, and mostly a surname."""
    given, surname, alone = hashlib.sha256(seed.encode(errors="replace")).digest()[:3]
    name = GIVEN_NAMES[given % len(GIVEN_NAMES)]
    return name if alone % 3 == 0 else f"{name} {SURNAMES[surname % len(SURNAMES)]}"
