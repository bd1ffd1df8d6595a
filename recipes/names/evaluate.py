"""Measures the recogniser on news, on a treebank and on chat messages."""

import argparse
import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from contracts.paths import NAMES
from engine.privacy.names.lists import PERSON
from engine.privacy.names.recogniser import NameRecogniser
from recipes.names.prepare import read_news, runs

HERE = Path(__file__).parent
LETTERS = re.compile(r"[^\W_]+")

NO_BREAK = "\u00a0"

Span = tuple[int, int]
Text = tuple[str, set[Span]]


@dataclass
class Count:
    """What was found, what was missed and what was marked in vain."""

    right: int = 0
    marked: int = 0
    persons: int = 0
    covered: int = 0
    masked_ordinary: int = 0
    ordinary: int = 0

    def line(self, name: str) -> str:
        """The figures in one line."""
        precision = self.right / max(1, self.marked)
        recall = self.right / max(1, self.persons)
        harmonic = 2 * precision * recall / max(1e-9, precision + recall)
        return (
            f"{name:22} P {precision:.3f}  R {recall:.3f}  F {harmonic:.3f}  "
            f"fully masked {self.covered / max(1, self.persons):.3f}  "
            f"other words marked {self.masked_ordinary / max(1, self.ordinary):.2%}"
        )


def lowered(text: str) -> str:
    """The text in lower case, as long as before."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def read_chat(path: Path) -> Iterator[Text]:
    """Chat messages with the spans of their persons."""
    for line in path.read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        yield message["text"], {(start, end) for start, end in message["persons"]}


def read_news_texts(path: Path) -> Iterator[Text]:
    """News sentences with the spans of their persons."""
    for sentence in read_news(path):
        starts, at = [], 0
        for word, _ in sentence:
            starts.append(at)
            at += len(word) + 1
        text = " ".join(word for word, _ in sentence)
        yield (
            text,
            {
                (starts[start], starts[end - 1] + len(sentence[end - 1][0]))
                for start, end, label in runs(sentence)
                if label == PERSON
            },
        )


def read_treebank(path: Path) -> Iterator[tuple[str, list[bool]]]:
    """Treebank sentences and, for each word in order, whether it is a proper noun."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
        words = [row for row in rows if row[0].isdigit()]
        if words:
            texts = (row[1].replace(" ", NO_BREAK) for row in words)
            yield " ".join(texts), [row[3] == "PROPN" for row in words]


def compare(recogniser: NameRecogniser, texts: Iterable[Text]) -> Count:
    """What the recogniser finds and misses of the persons in texts."""
    count = Count()
    for text, persons in texts:
        spans = {(start, end) for start, end, label in recogniser.find(text) if label == PERSON}
        count.right += len(spans & persons)
        count.marked += len(spans)
        count.persons += len(persons)
        count.covered += sum(_is_covered(text, person, spans) for person in persons)
        for word in LETTERS.finditer(text):
            if not _inside(word.span(), persons):
                count.ordinary += 1
                count.masked_ordinary += _inside(word.span(), spans)
    return count


def _is_covered(text: str, person: Span, spans: set[Span]) -> bool:
    """Whether every word of a person's name is marked."""
    words = LETTERS.finditer(text, *person)
    return all(_inside(word.span(), spans) for word in words)


def _inside(span: Span, spans: Iterable[Span]) -> bool:
    """Whether a span touches one of the others."""
    return any(span[0] < end and span[1] > start for start, end in spans)


def treebank_alarms(recogniser: NameRecogniser, path: Path, lower: bool) -> str:
    """How often a word of the treebank that is no proper noun is marked as a person."""
    words = alarms = proper = proper_marked = 0
    for text, flags in read_treebank(path):
        spans = recogniser.find(lowered(text) if lower else text)
        persons = [(start, end) for start, end, label in spans if label == PERSON]
        at = 0
        for word, flag in zip(text.split(" "), flags, strict=True):
            marked = _inside((at, at + len(word)), persons)
            at += len(word) + 1
            proper += flag
            proper_marked += flag and marked
            words += not flag
            alarms += marked and not flag
    return (
        f"{'PUD lower' if lower else 'PUD':22} other words marked {alarms / words:.2%} "
        f"({alarms} of {words}), proper nouns marked as person {proper_marked} of {proper}"
    )


def milliseconds(recogniser: NameRecogniser, texts: list[str]) -> float:
    """The mean time for a message of 30 words."""
    words = " ".join(texts).split()
    messages = [" ".join(words[at : at + 30]) for at in range(0, len(words) - 30, 30)]
    for message in messages:
        recogniser.find(message)
    start = time.perf_counter()
    for message in messages:
        recogniser.find(message)
    return (time.perf_counter() - start) / len(messages) * 1000


def show_mistakes(recogniser: NameRecogniser, texts: list[Text]) -> None:
    """Prints what was missed (-) and what was marked in vain (+)."""
    for text, persons in texts:
        marked = {(start, end) for start, end, label in recogniser.find(text) if label == PERSON}
        for sign, spans in (("-", persons - marked), ("+", marked - persons)):
            for start, end in sorted(spans):
                print(f"  {sign} {text[start:end]!r} in {text[:100]!r}")


def main() -> None:
    """Reads the corpora folder from the command line and prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--mistakes", action="store_true", help="list mistakes in the chat set")
    arguments = parser.parse_args()
    recogniser = NameRecogniser(NAMES)
    sets = {
        "chat": list(read_chat(HERE / "chat_eval.jsonl")),
        "second chat": list(read_chat(HERE / "chat_second.jsonl")),
        "news": list(read_news_texts(arguments.corpora / "swedish_ner_test.txt")),
    }
    for name, texts in sets.items():
        small = [(lowered(text), persons) for text, persons in texts]
        print(compare(recogniser, texts).line(name))
        print(compare(recogniser, small).line(f"{name} lower"))
        if arguments.mistakes and name == "chat":
            show_mistakes(recogniser, texts)
            show_mistakes(recogniser, small)
    for lower in (False, True):
        treebank = arguments.corpora / "sv_pud-ud-test.conllu"
        print(treebank_alarms(recogniser, treebank, lower))
    chat = [text for text, _ in sets["chat"]]
    print(f"{milliseconds(recogniser, chat):.1f} ms for 30 words")


if __name__ == "__main__":
    main()
