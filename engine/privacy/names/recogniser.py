"""Finds persons, organisations and places in Swedish chat messages."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from engine.privacy.names.fast_tok2vec import FILE, speed_up
from engine.privacy.names.spelling import Spelling
from engine.privacy.taken import Taken

Found = tuple[int, int, str]

PERSON, ORGANISATION, PLACE, TERM = "person", "organisation", "place", "term"
# What sv_core_news_sm calls them, and its parts that find no names.
LABELS = {"PRS": PERSON, "ORG": ORGANISATION, "LOC": PLACE}
UNUSED = ("tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter")
# How like a name an unknown word must be spelt, and what its neighbours add.
SURELY_A_NAME = 0.95
LEAST_LIKE_A_NAME = 0.5
HARDLY_A_NAME = 0.35
CUE_COUNTS = 0.4
NEXT_COUNTS = 0.6
MAX_NAME_WORDS = 4
MAX_SURNAME_LETTERS = 16
MAX_GIVEN_LETTERS = 9
MAX_SHORT_NAME = 3
MAX_NEW_STRINGS = 20_000

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A run without spaces that holds x@x.x. Each part ends where the next begins, so that a run is
# read once: \S+@\S+\.\S+ finds the same, but takes the cube of the length of "@@@@".
ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S[^\s.]*\.\S+|\b(?:https?://|www\.)\S+")
LONG_RUN = re.compile(r"\S{64}(?=\S)")
SENTENCE_START = re.compile(r"[.!?:;\n\"”“(–—/-]")
JOINT = re.compile(r" {1,2}")
VOWEL = re.compile(r"[aeiouyåäöéèáíóúüøæ]")
CODE = re.compile(r"[=<>{}()\\/_@#|]")
INITIAL_JOINT = re.compile(r"\.? ?")
AGE = re.compile(r",? \(?\d{1,2}[,) ]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
INFLECTED = re.compile(
    r".*(?:.{4}an|de|te|ar|er|or|ör|at|it|en|et|na|ns|ts|as|es|igt|iga|ig|isk|iskt|ende|ing|ling|het|bar|"
    r"are|ist|ism|ion|lig|ligt|liga|sam|t|ad|ln|rn|tt|ck|ik|vis|slag|bok|brev)"
    r"|(?:över|under|åter|fram|arbets|sjuk|försäkr|social|mellan|vård|barn|tjänst).*"
)
SURE_ENDING = re.compile(r".{2,}(?:qvist|quist|sson|stedt|feldt|crantz|hielm|ović|ević)s?")
CAPITAL_ENDING = re.compile(r".{2,}(?:kvist|hjelm|sköld|dahl|gren|ström|blad)s?")


def _words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


PARTICLES = _words("von af de la di van der den bin ibn al el abu dos santa ten")
NAMING = _words("heter hette heta kallas")
TERM_ENDINGS = ("", "s", "n", "en", "ens", "et", "ets", "er", "erna", "ar", "arna")
SPEAKERS = _words("jag hon han hen som och personen barnet mannen kvinnan sonen dottern")
PERSON_CUES = _words(
    "fallet intervjuperson intervjupersonen handläggare handläggaren son sonen dotter dottern "
    "mamma mamman pappa pappan mor far man fru make maka sambo bror syster kollega kollegan läkare "
    "läkaren advokat advokaten patienten klient klienten familjen herr fru fröken barnet barn "
    "pojken flickan kille tjej kvinna mvh hälsningar hälsning hälsar reporter reportern fotograf "
    "journalisten brukaren moster faster morbror farbror mormor farmor morfar farfar kompis vän "
    "brorsa brorsan syrra syrran morsa morsan farsa farsan polare polaren kusin svärmor svärfar "
    "åt med till för av från hos mot och kring om tack hej hejsan hallå tjena"
)
RELATIVES = _words(
    "mamma pappa mor far förälder föräldrar bror syster son dotter man fru sambo make maka vän "
    "granne ombud kontaktperson anhörig kollega moster faster morbror farbror mormor morfar farmor "
    "farfar assistent handläggare chef"
)
STRONG_CUES = PERSON_CUES - _words(
    "man åt med till för av från hos mot och kring om tack hej hejsan hallå tjena barn"
)
LETTER_WORDS = frozenset(("i", "å", "ö", "a", "o", "u"))
TOWN_JOINTS = frozenset(("i", "från"))


@dataclass
class Word:
    """A word of the message and what the lists and the model know about it."""

    start: int
    end: int
    low: str
    gap: str
    capital: bool
    near: bool
    given: bool
    surname: bool
    genitive: bool
    ordinary: bool
    grammar: bool
    known: bool
    label: str
    spelling: float
    person: bool = False  # what the model says
    organisation: bool = False
    initial: bool = False  # before a surname

    @property
    def opens(self) -> bool:
        """Whether a sentence starts here, so that the capital says nothing."""
        return self.start == len(self.gap) or bool(SENTENCE_START.search(self.gap))

    @property
    def stands_out(self) -> bool:
        """Whether the word has a capital that it need not have, or is in no list of words."""
        return not self.known or (self.capital and not (self.opens and self.grammar))

    @property
    def settled(self) -> bool:
        """Whether it says nothing: among such words alone the model changes nothing."""
        return not (self.stands_out or self.given or self.surname)

    @property
    def clear(self) -> bool:
        """Whether a listed name is nothing else."""
        return not (self.ordinary or self.label)

    @property
    def unknown(self) -> bool:
        """Whether nothing speaks against a name."""
        return not (self.known or self.label) and 3 <= len(self.low) <= MAX_SURNAME_LETTERS

    @property
    def name_like(self) -> bool:
        """Whether an unknown word is spelt like a name and not like an inflected Swedish word."""
        telling = self.capital and not self.opens
        inflected = bool(INFLECTED.fullmatch(self.low))
        return self.unknown and (telling or self.spelt_like_a_name or not inflected)

    @property
    def spelt_like_a_name(self) -> bool:
        """Whether more names than ordinary words are spelt like this unknown word."""
        return self.unknown and self.spelling > 0.5


class NameRecogniser:
    """A trained model and lists of names, joined.

    `model` names another spaCy pipeline, installed or in a folder: sv_core_news_sm, say.
    """

    def __init__(self, path: Path, model: str | None = None) -> None:
        lists = path / "name_lists"
        self._own = path / "model"
        self._model = model or self._own
        self._spelling = Spelling(lists / "spelling.npz")
        self._given = _read_lines(lists / "given.txt")
        self._surnames = _read_lines(lists / "surnames.txt")
        self._names = self._given | self._surnames
        self._ordinary = _read_lines(lists / "stop.txt")
        self._words = _read_lines(lists / "words.txt")
        self._grammar = frozenset(_read_entries(lists / "function_words.txt"))
        calendar = _read_entries(lists / "calendar.txt")
        self._calendar = frozenset(calendar)
        self._phrases = _phrases(
            {
                PLACE: _read_entries(lists / "places.txt"),
                ORGANISATION: [
                    *_read_entries(lists / "newsrooms.txt"),
                    *_read_entries(lists / "authorities.txt"),
                ],
                TERM: [
                    *_read_entries(lists / "benefits.txt"),
                    *_read_entries(lists / "terms.txt"),
                    *calendar,
                ],
            }
        )
        self._load()

    def find(self, text: str) -> list[Found]:
        """The persons, organisations and places as (start, end, label), in order."""
        text = _readable(text)
        words = self._describe(text)
        found = [] if all(word.settled for word in words) else self._ask_model(text)
        _mark(words, found)
        _mark_initials(words)
        persons = _joined(text, _person_runs(words))
        others = [*_listed(words), *(span for span in found if _is_plausible(span, words))]
        return _without_overlap([*persons, *others])

    def _load(self) -> None:
        """Reads the model; again when messages have filled its memory with new words."""
        self._nlp: Language = spacy.load(self._model, exclude=UNUSED)
        if self._model == self._own:
            speed_up(self._nlp, self._own / FILE)
        self._most_strings = len(self._nlp.vocab.strings) + MAX_NEW_STRINGS

    def _ask_model(self, text: str) -> list[Found]:
        """What the model alone finds."""
        if len(self._nlp.vocab.strings) > self._most_strings:
            self._load()
        ents = self._nlp(self._tokenise(text)).ents
        return [(e.start_char, e.end_char, LABELS.get(e.label_, e.label_)) for e in ents]

    def _tokenise(self, text: str) -> Doc:
        """The text's tokens; long runs without a space in pieces.

        spaCy takes punctuation off a run one mark at a time and looks at all of it for each.
        """
        cuts = [match.end() for match in LONG_RUN.finditer(text)]
        if not cuts:
            return self._nlp.make_doc(text)
        parts = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
        return Doc.from_docs([self._nlp.make_doc(p) for p in parts], ensure_whitespace=False)

    def _describe(self, text: str) -> list[Word]:
        """The words of the message outside addresses, each with what the lists know about it."""
        addresses = Taken(match.span() for match in ADDRESS.finditer(text))
        matches = [
            match
            for match in WORD.finditer(text)
            if addresses.is_free(match.start(), match.start() + 1)
        ]
        lows = [match[0].lower() for match in matches]
        labels = self._label_phrases(lows)
        words: list[Word] = []
        for match, low, label in zip(matches, lows, labels, strict=True):
            gap = text[words[-1].end if words else 0 : match.start()]
            initial = bool(words) and len(words[-1].low) == 1
            known = low in self._ordinary or low in self._grammar or low in self._words
            words.append(
                Word(
                    start=match.start(),
                    end=match.end(),
                    low=low,
                    gap=gap,
                    capital=match[0][0].isupper(),
                    near=bool(words) and bool((INITIAL_JOINT if initial else JOINT).fullmatch(gap)),
                    given=self._listed_name(low, self._given, known),
                    surname=self._listed_name(low, self._surnames, known),
                    genitive=low.endswith("s") and low not in self._names,
                    ordinary=low in self._ordinary or low in self._grammar or len(low) < 3,
                    grammar=low in self._grammar,
                    known=known,
                    label=label,
                    spelling=0.0 if known or label else self._spelling.likeness(low),
                )
            )
        return words

    def _listed_name(self, low: str, names: frozenset[str], known: bool) -> bool:
        """Whether a word, or one part of a hyphenated word, is a listed name or its genitive."""
        if low in names:
            return True
        if known:
            return False
        base = low.removesuffix("s").rstrip("'’")
        if low.endswith("s") and len(base) > 2 and base in names:
            return base not in self._ordinary
        parts = base.split("-") if base.split("-")[-1] in names else low.split("-")
        return len(parts) > 1 and all(p in names and p not in self._phrases for p in parts)

    def _label_phrases(self, lows: list[str]) -> list[str]:
        """The label of each word inside a protected phrase; the longest phrase wins."""
        labels = [""] * len(lows)
        at = 0
        while at < len(lows):
            candidates = [lows[at], lows[at].removesuffix("s"), lows[at].partition("-")[0]]
            if lows[at].rpartition("-")[2] in self._calendar:
                labels[at] = TERM
            phrases = [p for low in dict.fromkeys(candidates) for p in self._phrases.get(low, ())]
            size = 1
            for phrase, label in phrases:
                part = lows[at : at + len(phrase)]
                if part[:-1] == phrase[:-1] and _is_form_of(part[-1], phrase[-1]):
                    size = len(phrase)
                    labels[at : at + size] = [label] * size
                    break
            at += size
        return labels


def _read_lines(path: Path) -> frozenset[str]:
    """A list with one entry a line, without comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _read_entries(path: Path) -> list[str]:
    """A list with entries between commas, without comments, in lower case."""
    lines = path.read_text(encoding="utf-8").lower().splitlines()
    text = ",".join(line for line in lines if not line.startswith("#"))
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _phrases(entries: dict[str, list[str]]) -> dict[str, list[tuple[list[str], str]]]:
    """Protected phrases with their labels, by first word, longest first."""
    phrases: dict[str, list[tuple[list[str], str]]] = {}
    for label, texts in entries.items():
        for text in texts:
            words = WORD.findall(text)
            for ending in TERM_ENDINGS if label == TERM else ("",):
                phrase = [*words[:-1], words[-1] + ending] if words else []
                if phrase:
                    phrases.setdefault(phrase[0], []).append((phrase, label))
    for choices in phrases.values():
        choices.sort(key=lambda choice: -len(choice[0]))
    return phrases


def _is_form_of(word: str, base: str) -> bool:
    """Whether a word is a base word, its genitive or a compound with it."""
    return word in (base, f"{base}s") or word.startswith(f"{base}-")


def _readable(text: str) -> str:
    """The text, as long as before, without lone surrogates and not all in capitals."""
    text = SURROGATE.sub("\ufffd", text)
    if not text.isupper() or " " not in text.strip():
        return text
    lowered = ((letter, letter.lower()) for letter in text)
    return "".join(low if len(low) == 1 else letter for letter, low in lowered)


def _mark(words: list[Word], found: list[Found]) -> None:
    """Notes on each word what the model takes it for."""
    for span in found:
        for word in _inside(span, words):
            word.person |= span[2] == PERSON
            word.organisation |= span[2] == ORGANISATION


def _inside(span: Found, words: Sequence[Word]) -> Sequence[Word]:
    """The words that have a character of the span."""
    start, end, _ = span
    first = bisect_right(words, start, key=lambda word: word.end)
    return words[first : bisect_left(words, end, lo=first, key=lambda word: word.start)]


def _mark_initials(words: list[Word]) -> None:
    """Notes on each word whether it is an initial before a surname; from the last to the first,
    because one before another initial is what that is."""
    for at in reversed(range(len(words))):
        words[at].initial = _is_initial(words, at)


def _person_runs(words: list[Word]) -> Iterator[tuple[int, int]]:
    """The persons as character spans, from the first word of a name to its last."""
    at = 0
    while at < len(words):
        if not _starts_person(words, at):
            at += 1
            continue
        end = _end_of_person(words, at)
        yield words[at].start, words[end - 1].end
        at = end


def _starts_person(words: list[Word], at: int) -> bool:
    """Whether a person's name starts at a word."""
    word = words[at]
    if word.given and (word.clear or _context_makes_person(words, at)):
        return True
    if word.initial:
        return True
    if word.label or word.grammar or (word.low in PERSON_CUES and not word.surname):
        return False
    return (
        (word.surname and word.clear and len(word.low) > MAX_SHORT_NAME)
        or (_is_named(words, at) and (word.capital or word.unknown))
        or (word.unknown and _ends_like_surname(word))
        or (_spelling_makes_person(words, at) and not word.organisation)
        or (word.name_like and not word.organisation and _context_makes_unknown_person(words, at))
        or (word.person and _model_is_right(words, at))
    )


def _says_too_little(words: list[Word], word: Word) -> bool:
    """Whether an unlisted word stands alone, or has no vowel: "info", "qwrt"."""
    return len(words) == 1 or not VOWEL.search(word.low)


def _spelling_makes_person(words: list[Word], at: int) -> bool:
    """Whether an unknown word is so like a name that little else has to speak for it."""
    word, after = words[at], _near(words, at + 1)
    following = words[at + 1].gap if at + 1 < len(words) else ""
    if (
        not word.unknown
        or _says_too_little(words, word)
        or CODE.search(word.gap[-1:] + following[:1])
    ):
        return False
    likeness = word.spelling
    if at and JOINT.fullmatch(word.gap) and words[at - 1].low in STRONG_CUES:
        likeness += CUE_COUNTS
    if after and after.unknown:
        likeness += after.spelling * NEXT_COUNTS
    return word.spelling > LEAST_LIKE_A_NAME and likeness > SURELY_A_NAME


def _ends_like_surname(word: Word) -> bool:
    """Whether a word ends as surnames do and other words hardly ever."""
    ending = CAPITAL_ENDING.fullmatch(word.low) if word.capital else None
    return bool(ending or SURE_ENDING.fullmatch(word.low))


def _is_initial(words: list[Word], at: int) -> bool:
    """Whether a word is an initial before a surname."""
    word, after = words[at], _near(words, at + 1)
    if len(word.low) > 1 or not after or "." not in after.gap:
        return False
    if len(after.low) == 1:
        return after.initial
    if not word.capital:
        return after.surname and after.clear
    return after.capital and not after.grammar and (after.surname or after.person)


def _context_makes_person(words: list[Word], at: int) -> bool:
    """Whether the words around make a name of a listed name that is also an ordinary word."""
    word, after = words[at], _near(words, at + 1)
    if _is_named(words, at) or _has_surname_after(word, after):
        return True
    if word.label in (ORGANISATION, TERM) or (word.grammar and not word.capital):
        return False
    if word.capital and not word.opens and not word.label:
        return word.person or not word.grammar
    if _is_from_town(words, at) or _has_age(words, at):
        return True
    cue = words[at - 1].low if at and JOINT.fullmatch(word.gap) else ""
    believed = word.capital or cue in PERSON_CUES or not word.grammar
    return cue in STRONG_CUES or (word.person and believed)


def _context_makes_unknown_person(words: list[Word], at: int) -> bool:
    """Whether the words around make a name of a word nobody knows."""
    word, after = words[at], _near(words, at + 1)
    if after and after.surname and after.clear and len(after.low) > MAX_SHORT_NAME:
        return True
    before = [other.low for other in words[max(0, at - 2) : at]]
    spaced = len(before) > 1 and bool(JOINT.fullmatch(word.gap))
    if spaced and before[0] in RELATIVES and before[1] in ("till", "åt", "för"):
        return True
    if (_is_from_town(words, at) or _has_age(words, at)) and len(word.low) <= MAX_GIVEN_LETTERS:
        return True
    if word.opens or not word.capital:
        return False
    listed = any(_is_listed_beside(words, at, side) for side in (-1, 1))
    return listed or (spaced and before[1] in STRONG_CUES | {"med", "åt"})


def _is_listed_beside(words: list[Word], at: int, side: int) -> bool:
    """Whether a comma or "och" joins a word to a listed given name on one side."""
    other = at + side
    if 0 <= other < len(words) and words[other].low == "och":
        other += side
    elif not 0 <= other < len(words) or words[max(at, other)].gap.strip() != ",":
        return False
    return 0 <= other < len(words) and words[other].given and words[other].clear


def _has_surname_after(word: Word, after: Word | None) -> bool:
    """Whether a surname follows that leaves no doubt."""
    if after is None or not after.surname or after.grammar:
        return False
    if word.capital and after.capital:
        return True
    return after.clear or (word.person and after.person and not word.grammar)


def _is_from_town(words: list[Word], at: int) -> bool:
    """Whether a name is followed by "i" or "från" and a place."""
    joint, place = _near(words, at + 1), _near(words, at + 2)
    return bool(joint and place and joint.low in TOWN_JOINTS and place.label == PLACE)


def _has_age(words: list[Word], at: int) -> bool:
    """Whether an age between commas or brackets follows."""
    return at + 1 < len(words) and bool(AGE.match(words[at + 1].gap))


def _is_named(words: list[Word], at: int) -> bool:
    """Whether the words before say that a name follows."""
    before = [word.low for word in words[max(0, at - 3) : at]]
    if not before or words[at].gap.strip() not in ("", ":"):
        return False
    if before[-1] in ("namn", "namnet", "name"):
        return True
    if before[-1] in ("är", "is") and len(before) > 1:
        return before[-2] in ("namn", "namnet", "name")
    return before[-1] in NAMING and len(before) > 1 and before[-2] in SPEAKERS


def _model_is_right(words: list[Word], at: int) -> bool:
    """Whether a word that only the model takes for a person may be one."""
    word, after = words[at], _near(words, at + 1)
    if word.capital and not word.opens:
        return True
    continued = bool(after and after.person and after.unknown)
    if word.known:
        return word.capital and word.surname and continued
    if _says_too_little(words, word):
        return False
    return (word.name_like and word.spelling > HARDLY_A_NAME) or (word.unknown and continued)


def _end_of_person(words: list[Word], at: int) -> int:
    """The index after the last word of a name."""
    sure = _is_named(words, at) or (at > 0 and words[at - 1].low in STRONG_CUES)
    end = at + 1
    while end < min(len(words), at + MAX_NAME_WORDS) and words[end].near:
        after = _near(words, end + 1)
        skip = after is not None and (words[end].low in PARTICLES or after.gap.startswith("."))
        last = end + skip
        if not _continues_person(words[at], words[last - 1], words[last], sure=sure):
            break
        end = last + 1
    return end


def _continues_person(first: Word, before: Word, word: Word, *, sure: bool) -> bool:
    """Whether a word belongs to the name that the first word starts."""
    if len(word.low) == 1:
        return (word.capital or word.low not in LETTER_WORDS) and not before.genitive
    if word.grammar or (word.label and not word.surname):
        return False
    if word.capital:
        return first.capital or word.surname or word.person
    if word.surname or word.given:
        return word.surname or word.clear or word.person
    if first.capital or before.genitive:
        return word.unknown and word.person and not INFLECTED.fullmatch(word.low)
    return word.unknown and (word.person or sure or word.name_like)


def _near(words: list[Word], at: int) -> Word | None:
    """The word at an index, if only a space parts it from the one before."""
    return words[at] if at < len(words) and words[at].near else None


def _listed(words: Iterable[Word]) -> Iterator[Found]:
    """Places and organisations from the lists, where they are not ordinary words."""
    open_span: Found | None = None
    for word in words:
        label = word.label if word.label != TERM and (word.capital or not word.known) else ""
        if open_span and word.near and label == open_span[2]:
            open_span = (open_span[0], word.end, label)
            continue
        if open_span:
            yield open_span
        open_span = (word.start, word.end, label) if label else None
    if open_span:
        yield open_span


def _is_plausible(span: Found, words: Sequence[Word]) -> bool:
    """Whether the model may be right about a place or an organisation."""
    label, inside = span[2], _inside(span, words)
    named = any(word.stands_out for word in inside)
    return label != PERSON and named and all(word.label != TERM for word in inside)


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> list[Found]:
    """Persons, those side by side as one."""
    joined: list[Found] = []
    for start, end in spans:
        beside = joined and text[joined[-1][1] : start] in (" ", "-")
        joined.append((joined.pop()[0] if beside else start, end, PERSON))
    return joined


def _without_overlap(spans: Iterable[Found]) -> list[Found]:
    """The spans in order of place; of two that overlap, the one given first."""
    taken = Taken()
    return sorted(span for span in spans if taken.take(span[0], span[1]))
