"""A text's tokens by spaCy, in work in step with its length."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

# spaCy takes punctuation off a run one mark at a time and looks at all that is left for each, so
# that 2,000 marks take half a second. No run in the texts that are kept here is as long as this.
LONGEST_RUN = 64
_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")
# spaCy has one memory zone at a time, and the engine's threads share it.
_ONE_ZONE = threading.Lock()


@contextmanager
def forgetting(nlp: Language) -> Iterator[None]:
    """What spaCy meets meanwhile leaves its memory afterwards: words of messages may be names.

    No document made within may be used after the end.
    """
    with _ONE_ZONE, nlp.memory_zone():
        yield


def tokenise(nlp: Language, text: str) -> Doc:
    """The text's tokens; runs without a space in pieces of `LONGEST_RUN` characters."""
    cuts = [match.end() for match in _LONG_RUN.finditer(text)]
    if not cuts:
        return nlp.make_doc(text)
    pieces = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    return Doc.from_docs([nlp.make_doc(piece) for piece in pieces], ensure_whitespace=False)
