"""Finds the numbers and addresses that point at a person: pure pattern and check digit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from personnummer import personnummer
from phonenumbers import Leniency, PhoneNumberMatcher

from engine.privacy.normal_form import plain_copy
from engine.privacy.spans import DisjointSpans, Span
from engine.privacy.street_addresses import street_addresses

_DIGIT = re.compile(r"\d")
# Six or eight digits of a date, then four: 850312-1234, 19850312 1234, 1985-03-12-1234.
# The last four may be letters for whoever lacks a number of their own (TF00).
_IDENTITY = re.compile(
    r"(?<![\w/])(?P<century>19|20)?[ ]?(?P<year>\d\d)(?P<dash>[-. ]?)(?P<month>\d\d)(?P=dash)"
    r"(?P<day>\d\d)(?:[ ]?(?P<mark>[-+]?)[ ]?"
    r"|\W{1,3}(?P<words>(?:de )?sista fyra(?: siffrorna)?)\W{1,3})"
    r"(?P<last>\d{4}|[A-Z]{2}\d{2}|[A-Z]\d{3})(?![\d/])",
    re.IGNORECASE,
)
# Ten or twelve digits, however they are spread; what is a number's is for its check digit to say.
_SPREAD = re.compile(r"(?<![\w/])\d(?:[ -]{0,3}\d){9,11}(?![\d/])")
# Whatever marks stand between them, and whatever before: pnr8503121231, (850312)-(1231).
_SEPARATED = re.compile(r"(?<!\d)\d(?:[\W_]{0,4}\d){9}(?:(?:[\W_]{0,4}\d){2})?(?!\d)")
# "Född 850312. Mina sista fyra är 1231"
_TOLD_APART = re.compile(
    r"(?<!\d)(?P<date>(?:(?:19|20)\d\d|\d\d)(?P<dash>[-./ ]?)\d\d(?P=dash)\d\d)\D{1,40}"
    r"sista (?:fyra|4)\D{0,25}(?P<last>\d{4})(?!\d)",
    re.IGNORECASE,
)
# A letter in a digit's place: 85O3l2-1231. As many of them as a number has digits.
_LOOK_ALIKE = re.compile(r"(?<!\w)(?:[12][90O])?[\dOoIl]{6}[-+ ]?[\dOoIl]{4}(?!\w)")
_DIGITS_OF_LETTERS = str.maketrans("OoIl", "0011")
_TENS = "tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio"
_UNITS = "ett|en|två|tre|fyra|fem|sex|sju|åtta|nio"
_NUMBER_WORD = (
    rf"(?:(?:nitton|tjugo)hundra(?:{_TENS})?(?:{_UNITS})?|tvåtusen(?:{_UNITS})?"
    rf"|(?:{_TENS})(?:{_UNITS})?|noll|nolla|{_UNITS}|tio|elva|tolv|tretton|fjorton|femton|sexton"
    r"|sjutton|arton|nitton|streck|bindestreck|\d{1,4})"
)
# Six words and more: counting to five is no number of anybody's.
_IN_WORDS = re.compile(
    rf"\b(?:{_NUMBER_WORD}[\s,.–-]{{1,3}}){{5,15}}{_NUMBER_WORD}\b", re.IGNORECASE
)
_MOBILE = re.compile(r"07[02369]\d{7}")
_CASE_NUMBER_BEFORE = re.compile(r"(?:dnr|diarie\w*|mål\w*|ärende\w*|\bFK)\W{0,3}$", re.IGNORECASE)
# How far back such a word is looked for.
_CASE_WORD_CHARACTERS = 60
_YEAR = re.compile(r"(?:19|20)\d\d")
# What a mail address starts with, and what follows that; read apart, because a search for both
# together would begin anew at every letter of a long word.
_MAIL_NAME = re.compile(r"[\w.+%-]+")
_MAIL_HOST = re.compile(
    r"(?:@|\s?[(\[](?:at|a|snabel-?a)[)\]]\s?|\s(?:at|snabel-?a)\s)"
    r"[\w-]+(?:(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?|\s(?:dot|punkt)\s)[\w-]+)*"
    r"(?:\.|\s?[(\[](?:dot|punkt)[)\]]\s?|\s(?:dot|punkt)\s)[a-z]{2,}",
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"\b(?:[Ss][Ee]\d{2}(?:\s?\d{4}){5}|[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?)\b"
)
# A clearing number before the personal number.
_PERSONAL_ACCOUNT = re.compile(r"\b(?:3300|3782)[ ,-]{1,2}\d{6}[- ]?\d{4}(?!\d)")
_ACCOUNT = re.compile(
    # Clearing number and account: 8327-9,123 456 789-0
    r"(?<!\d)\d{4}(?:-\d)?[ ,.-]{1,2}\d{2,3}[ .]?\d{3}[ .]?\d{2,3}(?:[ .-]\d{1,2})?(?!\d)"
    # Whatever digits follow the word.
    r"|\b(?:konto(?:nummer|nr|t)?|clearing(?:nummer|nr)?|kortnummer|kort(?:nr)?)\b\W{0,3}"
    r"(?:(?:är|nummer|nr|på|i|:)\W{0,3}|[a-zåäö]+bank(?:en)?\W{1,3}){0,3}"
    r"(?P<digits>\d(?:[ ,.-]{0,2}\d){3,22})",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)")
# Swedish numbers that phonenumbers does not take for certain, and foreign ones with 00.
_PHONE = re.compile(
    r"(?<![\w/.,-])(?:\+|00)[1-9](?:[ ()/.-]{0,2}\d){6,13}(?!\d)"
    r"|(?<![\w/.,-])\(?0[1-9]\d{0,2}\)?[ /-]{0,3}\d{2,3}(?:[ -]{0,2}\d{2,3}){1,3}(?![\d/])",
)
_HOURS = re.compile(r"\d\d[.:]\d\d\s?-\s?\d\d[.:]\d\d")


def find_numbers(text: str) -> list[Span]:
    """Numbers, e-mail and street addresses in the text, none overlapping, in order.

    An earlier kind in the list below wins over a later one where they overlap.
    """
    copy = plain_copy(text)
    return [copy.original(span) for span in _find(copy.text)]


def _find(text: str) -> list[Span]:
    spans: list[Span] = []
    disjoint = DisjointSpans()
    finders: list[Callable[[str], Iterator[Span]]] = [_mails, _in_words]
    if _DIGIT.search(text):  # most messages have none
        finders += [
            _ibans,
            _personal_accounts,
            _identities,
            _spread,
            _separated,
            _told_apart,
            _look_alikes,
            _cards,
            _accounts,
            _phones,
            street_addresses,
        ]
    for find in finders:
        spans += [span for span in find(text) if disjoint.take(span.start, span.end)]
    return sorted(spans)


def national_digits(number: str) -> str:
    """A phone number's digits as written within Sweden, whatever form it came in."""
    digits = re.sub(r"\D", "", number)
    if number.strip().startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if digits.startswith("46"):
            return "0" + digits[2:].removeprefix("0")
    return digits


def _mails(text: str) -> Iterator[Span]:
    at = 0
    while name := _MAIL_NAME.search(text, at):
        at = name.end()
        if host := _MAIL_HOST.match(text, at):
            at = host.end()
            yield Span(name.start(), at, "e-post")


def _ibans(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        bare = match.group().replace(" ", "").upper()
        turned = "".join(str(int(c, 36)) for c in bare[4:] + bare[:4])
        if bare.startswith("SE") or int(turned) % 97 == 1:
            yield Span(*match.span(), "kontonummer")


def _identities(text: str) -> Iterator[Span]:
    for match in _IDENTITY.finditer(text):
        before = text[max(0, match.start() - _CASE_WORD_CHARACTERS) : match.start()]
        if _is_identity(match, before):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield Span(start, match.end(), "personnummer")


def _spread(text: str) -> Iterator[Span]:
    for match in _SPREAD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(digits) in (10, 12) and personnummer.valid(digits):
            yield Span(*match.span(), "personnummer")


def _separated(text: str) -> Iterator[Span]:
    for match in _SEPARATED.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        before = text[max(0, match.start() - _CASE_WORD_CHARACTERS) : match.start()]
        if (
            personnummer.valid(digits)
            and _is_parted(match.group())
            and not (match.group().isdigit() and _CASE_NUMBER_BEFORE.search(before))
        ):
            yield Span(*match.span(), _kind(match.group(), digits))


def _kind(number: str, digits: str) -> str:
    """Which of the two it is: who was born early in 2007 has a number that a mobile could have."""
    is_mobile = _MOBILE.fullmatch(digits) and not re.match(r"\d{6}\D", number)
    return "telefon" if is_mobile else "personnummer"


def _is_parted(number: str) -> bool:
    """Whether the last four stand apart, or all digits alike: not a row of other figures."""
    groups = [len(group) for group in re.findall(r"\d+", number)]
    from_the_end = {sum(groups[-count:]) for count in range(1, len(groups) + 1)}
    is_even = len({*groups}) == 1 and len({*re.findall(r"\D+", number)}) <= 1
    return 4 in from_the_end or is_even


def _told_apart(text: str) -> Iterator[Span]:
    for match in _TOLD_APART.finditer(text):
        date = re.sub(r"\D", "", match["date"])
        if 1 <= int(date[-4:-2]) <= 12 and int(date[-2:]) % 60 <= 31:
            yield Span(*match.span("date"), "personnummer")
            yield Span(*match.span("last"), "personnummer")


def _look_alikes(text: str) -> Iterator[Span]:
    for match in _LOOK_ALIKE.finditer(text):
        number = match.group().translate(_DIGITS_OF_LETTERS)
        digits = re.sub(r"\D", "", number)
        if personnummer.valid(digits):
            yield Span(*match.span(), _kind(number, digits))


def _in_words(text: str) -> Iterator[Span]:
    for match in _IN_WORDS.finditer(text):
        words = re.findall(r"\w+", match.group().lower())
        if sum(not word.isdigit() for word in words) < len(words) / 2 or len(set(words)) == 1:
            continue
        yield Span(*match.span(), "telefon" if words[0].startswith("noll") else "personnummer")


def _is_identity(match: re.Match[str], before: str) -> bool:
    number = match.group().strip()
    month, day, last = int(match["month"]), int(match["day"]), match["last"]
    # Coordination numbers add 60 to the day.
    is_date = 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)
    plain_shape = bool(match["century"] and match["mark"] and not match["dash"])
    if match["words"] or (plain_shape and last.isdigit()):
        return True
    if not is_date or _MOBILE.fullmatch(number):
        return False
    if not last.isdigit():
        return bool(match["century"] or match["mark"])
    if personnummer.valid(f"{match['year']}{match['month']}{match['day']}-{last}"):
        return True
    # A wrong check digit: not where it can be a span of dates, or a case number.
    if match["dash"] and _YEAR.fullmatch(last):
        return False
    return not (number.isdigit() and _CASE_NUMBER_BEFORE.search(before))


def _luhn(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if i % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _cards(text: str) -> Iterator[Span]:
    for match in _CARD.finditer(text):
        if _luhn(re.sub(r"\D", "", match.group())):
            yield Span(*match.span(), "kontonummer")


def _personal_accounts(text: str) -> Iterator[Span]:
    for match in _PERSONAL_ACCOUNT.finditer(text):
        yield Span(*match.span(), "kontonummer")


def _accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        start, end = match.span("digits") if match["digits"] else match.span()
        yield Span(start, end, "kontonummer")


def _phones(text: str) -> Iterator[Span]:
    for match in PhoneNumberMatcher(text, "SE", leniency=Leniency.VALID):
        if text[match.start] in "+(0" and not _HOURS.fullmatch(match.raw_string):
            yield Span(match.start, match.end, "telefon")
    for candidate in _PHONE.finditer(text):
        digits = national_digits(candidate.group())
        if 7 <= len(digits) <= 15:
            yield Span(*candidate.span(), "telefon")
