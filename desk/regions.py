"""The parts of Sweden that statistics are asked for: counties, and the provinces in their stead."""

from __future__ import annotations

_REGIONS = (
    *("Blekinge", "Dalarna", "Gotland", "Gävleborg", "Halland", "Jämtland", "Jönköping", "Kalmar"),
    *("Kronoberg", "Norrbotten", "Skåne", "Stockholm", "Södermanland", "Uppsala", "Värmland"),
    *("Västerbotten", "Västernorrland", "Västmanland", "Västra Götaland", "Örebro", "Östergötland"),
    *("Bohuslän", "Dalsland", "Gästrikland", "Hälsingland", "Härjedalen", "Lappland", "Medelpad"),
    *("Närke", "Småland", "Uppland", "Västergötland", "Ångermanland", "Öland"),
    *("Götaland", "Norrland", "Svealand", "Sverige", "Sweden"),
)
_FOLDED = str.maketrans("åäö", "aao")
_AROUND = ("region ", "landskapet ")
_AFTER = (" län", " lan", " county", " region")


def region(place: str) -> str | None:
    """The region that a place's name is, in its own spelling; None for any other place."""
    name = place.strip().casefold()
    for word in _AROUND:
        name = name.removeprefix(word)
    for word in _AFTER:
        name = name.removesuffix(word)
    folded = name.strip().translate(_FOLDED)
    return _BY_NAME.get(folded) or _BY_NAME.get(folded.removesuffix("s"))


_BY_NAME = {name.casefold().translate(_FOLDED): name for name in _REGIONS}
