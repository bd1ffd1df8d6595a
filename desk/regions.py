"""The parts of Sweden that statistics are asked for: counties, and the provinces in their stead."""

from __future__ import annotations

import re
from collections.abc import Iterable

_REGIONS = (
    *("Blekinge", "Dalarna", "Gotland", "Gävleborg", "Halland", "Jämtland", "Jönköping", "Kalmar"),
    *("Kronoberg", "Norrbotten", "Skåne", "Stockholm", "Södermanland", "Uppsala", "Värmland"),
    *("Västerbotten", "Västernorrland", "Västmanland", "Västra Götaland", "Örebro", "Östergötland"),
    *("Bohuslän", "Dalsland", "Gästrikland", "Hälsingland", "Härjedalen", "Lappland", "Medelpad"),
    *("Närke", "Småland", "Uppland", "Västergötland", "Ångermanland", "Öland"),
    *("Götaland", "Norrland", "Svealand", "Sverige", "Sweden"),
)
# The whole country, as one says it.
_WHOLE = {
    **dict.fromkeys(("hela landet", "hela riket", "riket", "hela sverige"), "hela landet"),
    **dict.fromkeys(("the whole country", "the entire country", "all of sweden"), "Sweden"),
}
_FOLDED = str.maketrans("åäö", "aao")
_BY_NAME = {name.casefold().translate(_FOLDED): name for name in _REGIONS} | _WHOLE
# The longer name first: Västra Götaland is not Götaland. A newsroom or a town is no region.
_NAME = re.compile(
    r"(?<![\w-])(?<!p4 )(?<!svt )(?<!radio )(?<!nyheter )(?<!tidningen )"
    rf"({'|'.join(sorted(map(re.escape, _BY_NAME), key=len, reverse=True))})"
    r"s?(?:regionen)?(?![\w-]| (?:vasby|tidning\w*|posten|nyheter)\b)"
)


def regions_in(text: str, without: Iterable[tuple[int, int]] = ()) -> list[str]:
    """The regions that a text names, each once and in its own spelling, in order.

    `without` are spans, from and to, of what names something else: an organisation.
    """
    folded = text.lower().translate(_FOLDED)
    spans = list(without)
    found = (
        _BY_NAME[match[1]]
        for match in _NAME.finditer(folded)
        if not any(start <= match.start() < end for start, end in spans)
    )
    return list(dict.fromkeys(found))
