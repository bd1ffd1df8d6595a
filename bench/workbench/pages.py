"""Which of the trainers' pages are opened, each by its route and with what stands in its address.

`{…}` in an address is what `filling.AddressValues` has under that name.
"""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A page as a trainer opens it: what it is called here, its route and its address."""

    name: str
    route: str
    address: str


PAGES = [
    Page("the inbox", "inbox", "/trana"),
    Page("newest first", "inbox", "/trana?ordning=nyast"),
    Page("from Teams, the last week", "inbox", "/trana?kanal=teams&fran={last_week}"),
    Page(
        "one intent, confidence 50 to 70 %",
        "inbox",
        "/trana?etikett=newsletter&lagst=50&hogst=70",
    ),
    Page("thumbed down, in English", "inbox", "/trana?omdome=ned&sprak=en"),
    Page("with a comment on the answer", "inbox", "/trana?omdome=kommentar"),
    Page("reviewed", "inbox", "/trana?visa=granskade"),
    Page("reviewed by me", "inbox", "/trana?visa=mina"),
    Page("all", "inbox", "/trana?visa=alla"),
    Page("a word that is common", "inbox", "/trana?sok=vab"),
    Page("a word that nobody wrote", "inbox", "/trana?sok=zebra"),
    Page("a message, opened", "inbox", "/trana?visa=alla&m={message}"),
    Page("a conversation", "conversation", "/trana/samtal/{conversation}"),
    Page("the disputes", "disputes", "/trana/oense"),
    Page("the examples", "examples", "/trana/exempel"),
    Page("the last page of them", "examples", "/trana/exempel?sida={last_page}"),
    Page("examples with a word", "examples", "/trana/exempel?text=vab&etikett=statistics"),
    Page("their file", "examples.file", "/trana/exempel/reviewed.yml"),
    Page("the base examples", "base", "/trana/exempel/grund"),
    Page(
        "base examples with a word, of a state",
        "base",
        "/trana/exempel/grund?text=zebra&lage=forst&etikett=statistics",
    ),
    Page("the last page of them all", "base", "/trana/exempel/grund?sida=800"),
    Page("a base example", "base.change", "/trana/exempel/grund/{base}"),
    Page("what is to change in them", "base.changes", "/trana/exempel/grund/andringar"),
    Page("the patch of that", "base.patch", "/trana/exempel/grund/andringar.patch"),
    Page("what resembles a message", "near", "/trana/exempel/liknande?m={message}"),
    Page("a new example", "examples.new", "/trana/exempel/nytt"),
    Page("an example", "examples.edit", "/trana/exempel/{example}"),
    Page("the tests", "tests", "/trana/tester"),
    Page("those that come with the bot", "tests.built_in", "/trana/tester/medfoljande"),
    Page("a test", "tests.edit", "/trana/tester/{test}"),
    Page("the stories' file", "tests.stories", "/trana/tester/reviewed.yml"),
    Page("the messages' file", "tests.messages", "/trana/tester/reviewed.tsv"),
    Page(
        "a test of a conversation",
        "tests.new_story",
        "/trana/tester/av-samtal?conversation={conversation}&message={message}",
    ),
    Page("a test of a message", "tests.new_message", "/trana/tester/holdout?message={message}"),
    Page("the models", "models", "/trana/modeller"),
    Page("their state", "models.state", "/trana/modeller/lage"),
    Page("a candidate", "models.candidate", "/trana/modeller/{candidate}"),
    Page(
        "the messages of a label",
        "models.messages",
        "/trana/modeller/{candidate}/meddelanden?etikett=statistics&modell=innan",
    ),
    Page(
        "what a model without them reads rightly",
        "models.taught",
        "/trana/modeller/{candidate}/exempel?lasta=ratt",
    ),
    Page(
        "what two candidates differ in",
        "models.difference",
        "/trana/modeller/{candidate}/skillnad?mot=1",
    ),
    Page("the overview", "overview", "/trana/oversikt"),
    Page("a year of it", "overview", "/trana/oversikt?fran={last_year}"),
    Page("a table of it", "overview.table", "/trana/oversikt.csv?tabell=dagar"),
    Page("new topics", "topics", "/trana/amnen"),
    Page("a draft of a label", "topics.draft", "/trana/amnen/etikett?m={message}"),
    Page("what is unanswered", "unanswered", "/trana/obesvarat"),
    Page("the facts", "facts", "/trana/fakta"),
    Page("the facts' whole file", "facts.whole", "/trana/fakta/hela"),
    Page("a new fact", "facts.new", "/trana/fakta/ny/questions"),
    Page("a fact", "facts.fact", "/trana/fakta/contacts/{contact}"),
    Page("the facts' versions", "facts.versions", "/trana/fakta/versioner"),
    Page("a version", "facts.version", "/trana/fakta/versioner/{version}"),
    Page("the channels", "channels", "/trana/kanaler"),
    Page("the log", "log", "/trana/logg"),
    Page("its page 2,000", "log", "/trana/logg?sida=2000"),
    Page("what one person did", "log", "/trana/logg?person=anna&vad=reviewed"),
    Page("the status", "status", "/trana/drift"),
    Page("the guide", "help", "/trana/hjalp"),
]
