"""Turns the corpora, the name lists and the carrier sentences into training data."""

import argparse
import importlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from contracts.nlu_files import examples_in
from contracts.paths import NAMES, ROOT
from engine.privacy.names import spelling

HERE = Path(__file__).parent
LISTS = NAMES / "name_lists"
LABELS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
MONTHS = 12
SWEDISH_FAKER = "sv_SE"
OTHER_FAKER = ("da_DK", "de_DE", "en_GB", "es_ES", "fi_FI", "fr_FR", "hr_HR", "no_NO", "ro_RO")
MIN_OTHER_LETTERS = 4
FILLS_PER_CARRIER = {"person": 14, "none": 14}
SWAPPED_COPIES = 2
HELD_OUT_EVERY = 8
SWEDISH_SHARE = 0.4
MISSPELT_SHARE = 0.25
ORDINARY_WORD_SHARE = 0.15
PARTICLES = ("von", "af", "de", "van", "bin", "el", "ben")
SLOT = re.compile(r"\{(\w+)\}")
COMMON_IN_EXAMPLES = 2
CHAT_WORD = re.compile(r"(?<![\w'’-])[a-zåäöéæø]+(?:[-'][a-zåäöéæø]+)*(?![\w'’-])")
ORDINARY = re.compile(r"[a-zåäöéüáàèç]+(?:-[a-zåäöéüáàèç]+)*")

Pair = tuple[str, str]
Spans = list[tuple[int, int, str]]


@dataclass(frozen=True)
class NameOrigin:
    """The names of one origin."""

    given: list[str]
    surnames: list[str]


class Names:
    """Draws names of persons that there could be, in the shares of their origins."""

    def __init__(self, origins: dict[str, NameOrigin], chance: random.Random) -> None:
        self._origins = origins
        self._chance = chance
        self._others = sorted(set(origins) - {"swedish"})
        stop = frozenset((LISTS / "stop.txt").read_text(encoding="utf-8").split())
        self._ordinary = [name for name in origins["swedish"].given if name.lower() in stop]

    def _origin(self) -> NameOrigin:
        swedish = self._chance.random() < SWEDISH_SHARE
        return self._origins["swedish" if swedish else self._chance.choice(self._others)]

    def _misspelt(self, name: str) -> str:
        """Changes a letter now and then, so that the model does not learn the lists by heart."""
        if len(name) < 4 or self._chance.random() > MISSPELT_SHARE:
            return name
        at = self._chance.randrange(1, len(name))
        return name[:at] + self._chance.choice("aeiouybdhklmnrst") + name[at + 1 :]

    def given(self) -> str:
        """A given name, sometimes double, now and then one that is an ordinary word too."""
        if self._chance.random() < ORDINARY_WORD_SHARE:
            return self._chance.choice(self._ordinary)
        names = self._origin().given
        first = self._misspelt(self._chance.choice(names))
        if self._chance.random() < 0.04:
            return f"{first}{self._chance.choice('- ')}{self._chance.choice(names)}"
        return first

    def surname(self) -> str:
        """A surname, sometimes double or with a particle."""
        return self._surname(self._origin())

    def _surname(self, origin: NameOrigin) -> str:
        name = self._misspelt(self._chance.choice(origin.surnames))
        draw = self._chance.random()
        if draw < 0.07:
            other = self._chance.choice(self._origin().surnames)
            return f"{name}{self._chance.choice('- ')}{other}"
        if draw < 0.10:
            return f"{self._chance.choice(PARTICLES)} {name}"
        return name

    def full(self) -> str:
        """Given name and surname, mostly of one origin, sometimes with more between."""
        origin = self._origin()
        given = self._misspelt(self._chance.choice(origin.given))
        if self._chance.random() < ORDINARY_WORD_SHARE:
            given = self._chance.choice(self._ordinary)
        other = self._origin() if self._chance.random() < 0.2 else origin
        draw = self._chance.random()
        if draw < 0.04:
            return f"{given} {given[0]}. {self._surname(other)}"
        if draw < 0.12:
            return f"{given} {self._chance.choice(origin.given)} {self._surname(other)}"
        if draw < 0.15:
            return f"{given}-{self._chance.choice(origin.given)} {self._surname(other)}"
        return f"{given} {self._surname(other)}"

    def initial(self) -> str:
        """A surname with one or two initials before it."""
        letters = [self._chance.choice("ABCDEFGHIJKLMNOPRSTUVYÅÖ") for _ in range(2)]
        count = 1 if self._chance.random() < 0.7 else 2
        separator = self._chance.choice([" ", ""]) if count == 2 else " "
        return separator.join(f"{letter}." for letter in letters[:count]) + f" {self.surname()}"


def genitive(name: str) -> str:
    """The Swedish genitive of a name."""
    return name if name[-1].lower() in "sxz" else f"{name}s"


def read_list(path: Path) -> list[str]:
    """The comma-separated entries of a list, without comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    text = ",".join(line for line in lines if not line.startswith("#"))
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def read_origin(path: Path) -> NameOrigin:
    """One file of given names and surnames."""
    given, surnames = path.read_text(encoding="utf-8").split("[surnames]")
    return NameOrigin(_entries(given.replace("[given]", "")), _entries(surnames))


def _entries(text: str) -> list[str]:
    """Names between commas and line ends, in order, each once."""
    names = (name.strip() for name in re.split(r"[,\n]", text))
    return list(dict.fromkeys(name for name in names if name))


def faker_names(locale: str) -> NameOrigin:
    """The names of one locale in faker, in order."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def entries(kind: str) -> list[str]:
        parts = [getattr(provider, f"{kind}_names{sex}", ()) for sex in ("", "_female", "_male")]
        return sorted({name for part in parts for name in part if name[0].isalpha()})

    return NameOrigin(entries("first"), entries("last"))


def read_origins() -> dict[str, NameOrigin]:
    """The hand-written origins by name; the Swedish one holds the official names in faker too."""
    origins = {path.stem: read_origin(path) for path in sorted((LISTS / "origins").glob("*.txt"))}
    hand, official = origins["swedish"], faker_names(SWEDISH_FAKER)
    origins["swedish"] = NameOrigin(
        sorted({*hand.given, *official.given}), sorted({*hand.surnames, *official.surnames})
    )
    return origins


def all_origins() -> dict[str, NameOrigin]:
    """The origins used in training: the hand-written ones and more of faker."""
    return read_origins() | {locale: faker_names(locale) for locale in OTHER_FAKER}


def split_names(origins: dict[str, NameOrigin], held_out: bool) -> dict[str, NameOrigin]:
    """The names for training, or those held out for development."""

    def part(names: list[str]) -> list[str]:
        return [name for at, name in enumerate(names) if (at % HELD_OUT_EVERY == 0) is held_out]

    return {key: NameOrigin(part(o.given), part(o.surnames)) for key, o in origins.items()}


def read_news(path: Path) -> list[list[Pair]]:
    """Sentences of (word, label); a line that is not a word and a label is skipped."""
    sentences: list[list[Pair]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if not parts:
            sentences.append([])
        elif len(parts) == 2:
            sentences[-1].append((parts[0], LABELS.get(parts[1], "")))
    return [sentence for sentence in sentences if len(sentence) > 1]


def runs(sentence: list[Pair]) -> Iterator[tuple[int, int, str]]:
    """Stretches of words with one label."""
    start = 0
    for end in range(1, len(sentence) + 1):
        if end == len(sentence) or sentence[end][1] != sentence[start][1]:
            yield start, end, sentence[start][1]
            start = end


def news_doc(vocab: Vocab, sentence: list[Pair]) -> Doc:
    """One news sentence with its entities."""
    doc = Doc(vocab, words=[word for word, _ in sentence])
    doc.set_ents([Span(doc, start, end, label) for start, end, label in runs(sentence) if label])
    return doc


def swap_names(sentence: list[Pair], names: Names) -> list[Pair]:
    """The sentence with other persons in it."""
    swapped: list[Pair] = []
    for start, end, label in runs(sentence):
        part = sentence[start:end]
        if label == "person":
            name = names.given() if end - start == 1 else names.full()
            last = part[-1][0]
            name = genitive(name) if last.endswith("s") and last.lower() != "s" else name
            part = [(word, label) for word in name.split()]
        swapped += part
    return swapped


class Chat:
    """Fills carrier sentences and joins them to messages."""

    def __init__(self, names: Names, chance: random.Random) -> None:
        self._names = names
        self._chance = chance
        self._places = read_list(LISTS / "places.txt")
        self._newsrooms = read_list(LISTS / "newsrooms.txt")
        self._authorities = read_list(LISTS / "authorities.txt")
        self._benefits = read_list(LISTS / "benefits.txt")
        calendar = read_list(LISTS / "calendar.txt")
        self._months, self._days = calendar[:MONTHS], calendar[MONTHS : MONTHS + 7]

    def _slot(self, slot: str) -> Pair:
        """What stands in a slot, with its label."""
        if slot.endswith("_gen"):
            text, label = self._slot(slot.removesuffix("_gen"))
            return genitive(text), label
        lists = {
            "town": (self._places, "place"),
            "news": (self._newsrooms, "organisation"),
            "authority": (self._authorities, "organisation"),
            "benefit": (self._benefits, ""),
            "month": (self._months, ""),
            "day": (self._days, ""),
        }
        if slot in lists:
            entries, label = lists[slot]
            return self._chance.choice(entries), label
        return getattr(self._names, slot)(), "person"

    def fill(self, carrier: str) -> tuple[str, Spans]:
        """A sentence and its entities."""
        text, spans, at = "", [], 0
        for slot in SLOT.finditer(carrier):
            text += carrier[at : slot.start()]
            filled, label = self._slot(slot[1])
            if not text and carrier[-1] in ".?!":
                filled = filled[0].upper() + filled[1:]
            if label:
                spans.append((len(text), len(text) + len(filled), label))
            text, at = text + filled, slot.end()
        return text + carrier[at:], spans

    def message(self, carrier: str, others: list[str]) -> tuple[str, Spans]:
        """A sentence, sometimes with another before or after it, in the case people type."""
        carriers = [carrier]
        if self._chance.random() < 0.4:
            carriers.insert(self._chance.randrange(2), self._chance.choice(others))
        text, spans = "", []
        for part in carriers:
            if text:
                ended = text[-1] in ".?!"
                text += " " if ended else self._chance.choice([" ", ". ", ", ", "\n", "! "])
            filled, part_spans = self.fill(part)
            spans += [(s + len(text), e + len(text), label) for s, e, label in part_spans]
            text += filled
        return self._typed(text, spans), spans

    def _typed(self, text: str, spans: Spans) -> str:
        """The text in the case people type: as it is, lower, upper, or with lower-case names."""
        draw = self._chance.random()
        if draw < 0.4:
            return _same_length(text, str.lower)
        if draw < 0.43:
            return _same_length(text, str.upper)
        if draw < 0.5:
            for start, end, _ in spans:
                text = text[:start] + _same_length(text[start:end], str.lower) + text[end:]
        return text


def _same_length(text: str, change: Callable[[str], str]) -> str:
    """Changes the case of each letter that stays one letter."""
    changed = (change(letter) for letter in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, changed, strict=True))


def chat_docs(nlp: spacy.Language, chat: Chat, carriers: dict[str, list[str]]) -> Iterator[Doc]:
    """Messages for every carrier sentence."""
    everything = [carrier for kind in carriers.values() for carrier in kind]
    for kind, sentences in carriers.items():
        for carrier in sentences:
            for _ in range(FILLS_PER_CARRIER[kind]):
                text, spans = chat.message(carrier, everything)
                doc = nlp.make_doc(text)
                doc.set_ents(
                    [
                        doc.char_span(start, end, label, alignment_mode="expand")
                        for start, end, label in spans
                    ]
                )
                yield doc


def read_carriers(held_out: bool) -> dict[str, list[str]]:
    """The carrier sentences for training, or those held out for development."""
    carriers = {}
    for kind in FILLS_PER_CARRIER:
        lines = (HERE / "carriers" / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
        carriers[kind] = [
            line for at, line in enumerate(lines) if (at % HELD_OUT_EVERY == 0) is held_out
        ]
    return carriers


def write_docs(docs: list[Doc], path: Path) -> None:
    """Write documents in the form that spaCy trains on."""
    path.parent.mkdir(exist_ok=True)
    DocBin(docs=docs, attrs=["ENT_IOB", "ENT_TYPE"]).to_disk(path)


def make_training_data(corpora: Path, seed: int) -> None:
    """Writes the training and the development part."""
    nlp = spacy.blank("sv")
    origins = all_origins()
    news = read_news(corpora / "swedish_ner_train.txt")
    border = len(news) - len(news) // 20
    for held_out, part, path in ((False, news[:border], "train"), (True, news[border:], "dev")):
        chance = random.Random(seed + held_out)
        names = Names(split_names(origins, held_out), chance)
        docs = [news_doc(nlp.vocab, sentence) for sentence in part]
        named = [s for s in part if any(label == "person" for _, label in s)]
        for _ in range(SWAPPED_COPIES):
            docs += [news_doc(nlp.vocab, swap_names(sentence, names)) for sentence in named]
        docs += chat_docs(nlp, Chat(names, chance), read_carriers(held_out))
        chance.shuffle(docs)
        write_docs(docs, HERE / "corpus" / f"{path}.spacy")
        print(f"{path}: {len(docs)} texts, {sum(map(len, docs))} words")


def write_list(path: Path, header: str, entries: set[str]) -> None:
    """Saves one run-time list, lower case, one entry a line."""
    path.write_text("\n".join([f"# {header}", *sorted(entries), ""]), encoding="utf-8")


def chat_words() -> set[str]:
    """The lower-case words that are used here: by the bot, and in messages without persons.

    Of the Swedish examples those that are common: a few name persons in lower case. Of the
    others all: the corpora know nothing but Swedish.
    """
    sources = [HERE / "carriers" / "none.txt", ROOT / "domain.yml", ROOT / "data" / "lookups.yml"]
    sources += [
        ROOT / "facts" / "press_service.yml",
        *(
            p
            for other in ("da", "en", "no")
            for p in sorted((ROOT / "data" / "nlu" / other).iterdir())
        ),
    ]
    texts = [SLOT.sub(" ", path.read_text(encoding="utf-8")) for path in sources]
    words = {word for text in texts for word in CHAT_WORD.findall(text)}
    examples: Counter[str] = Counter()
    for _, example in examples_in():
        examples.update(set(CHAT_WORD.findall(example.text)))
    return words | {word for word, count in examples.items() if count >= COMMON_IN_EXAMPLES}


def ordinary_words(corpora: Path) -> set[str]:
    """The words that the corpora spell in lower case and do not label."""
    words = {
        word
        for sentence in read_news(corpora / "swedish_ner_train.txt")
        for word, label in sentence
        if not label and ORDINARY.fullmatch(word)
    }
    for path in sorted(corpora.glob("sv_talbanken-*.conllu")):
        for line in path.read_text(encoding="utf-8").splitlines():
            fields = line.split("\t")
            if len(fields) == 10 and fields[3] != "PROPN" and ORDINARY.fullmatch(fields[1]):
                words.add(fields[1])
    return words


def write_run_time_lists(corpora: Path) -> None:
    """Saves the given names, the surnames and the ordinary words used at run time."""
    words = ordinary_words(corpora) | chat_words()
    origins = read_origins().values()
    given = {name.lower() for origin in origins for name in origin.given}
    surnames = {name.lower() for origin in origins for name in origin.surnames}
    others = {name.lower() for locale in OTHER_FAKER for name in faker_names(locale).given}
    more = {name for name in others - words if len(name) >= MIN_OTHER_LETTERS}
    source = "Hand-written names of 19 origins (origins/) and the official sv_SE names in faker"
    locales = ", ".join(OTHER_FAKER)
    write_list(LISTS / "given.txt", f"Given names. {source}; {locales} of faker.", given | more)
    write_list(LISTS / "surnames.txt", f"Surnames. {source}.", surnames)
    header = (
        "Ordinary words of the news corpus (CC BY) and UD_Swedish-Talbanken (CC BY-SA), both 4.0, "
        "and of this project's own messages."
    )
    write_list(LISTS / "words.txt", header, words - given - surnames)
    names = sorted(name for name in given | more | surnames if name not in words)
    spelling.train(
        [name for name in names if name.isalpha() and len(name) >= MIN_OTHER_LETTERS],
        [word for word in sorted(words) if word.isalpha() and len(word) >= MIN_OTHER_LETTERS],
        LISTS / "spelling.npz",
    )


def main() -> None:
    """Reads the corpora folder and the seed from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    write_run_time_lists(arguments.corpora)
    make_training_data(arguments.corpora, arguments.seed)


if __name__ == "__main__":
    main()
