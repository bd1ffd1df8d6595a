"""Draws cards as Slack's Block Kit; what is too much for one block goes on in the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import count, groupby

from desk.cards import Card, CardContact, CardLink, CardSource, QuickReply, letter_text
from web.channels.slack import fit
from web.channels.slack.fit import Block, escape, grouped, joined, pieces
from web.vendor_words import WORDS

_WORDS = {
    "sv": {
        "address": "Länk till svaret",
        "chosen": "Du valde: {}",
        "chosen_by": "{who} valde: {}",
        "write": "Skriv:",
    },
    "en": {
        "address": "Link to this answer",
        "chosen": "You chose: {}",
        "chosen_by": "{who} chose: {}",
        "write": "Write:",
    },
}
_FENCE = "```"
FEEDBACK_ACTION = "feedback"


@dataclass(frozen=True)
class SlackMessage:
    """One message: its blocks, and the text that notifications and screen readers read."""

    text: str
    blocks: list[Block]


def draw(
    cards: Sequence[Card],
    public_url: str = "",
    choice: str | None = None,
    feedback: tuple[str, str] | None = None,
) -> list[SlackMessage]:
    """The messages that show the cards: one, or as many as it takes.

    `choice` is what stood on the button that the cards answer; `feedback` are the values of the
    buttons that say yes and no to whether they helped.
    """
    numbers = count()
    card_blocks = [
        [*_card(card, public_url), *_buttons(card["quick_replies"], card["language"], numbers)]
        for card in cards
    ]
    if feedback:
        card_blocks[-1].append(_feedback(*feedback, cards[-1]["language"]))
    if choice is not None:
        line = _WORDS[cards[0]["language"]]["chosen"].format(escape(choice))
        card_blocks[0] = [*_context([line]), *card_blocks[0]]
    together = [block for blocks in card_blocks for block in ({"type": "divider"}, *blocks)][1:]
    text = escape("\n\n".join(card["text"] for card in cards))
    if len(text) <= fit.FALLBACK_TEXT and len(list(grouped(together, fit.MESSAGE_BLOCKS))) == 1:
        return [SlackMessage(text, together)]
    return [
        message
        for card, blocks in zip(cards, card_blocks, strict=True)
        for message in _divided(card["text"], blocks)
    ]


def with_choice(blocks: Iterable[Block], choice: str, language: str, who: str = "") -> list[Block]:
    """A message's blocks with what was chosen in place of its buttons, and by whom in a channel."""
    words = "chosen_by" if who else "chosen"
    line = _WORDS[language][words].format(escape(choice), who=f"<@{who}>")
    buttons = [block["type"] == "actions" for block in blocks]
    first = buttons.index(True) if True in buttons else len(buttons)
    told = list(_context([line]))
    kept = [block for block, is_menu in zip(blocks, buttons, strict=True) if not is_menu]
    return [*kept[:first], *told, *kept[first:]]


def question(text: str, answers: Mapping[str, str]) -> SlackMessage:
    """A text, with a button for each answer if there are any: its value by what stands on it."""
    buttons = [
        {
            "type": "button",
            "action_id": f"{FEEDBACK_ACTION}_{number}",
            "text": _plain_text(title),
            "value": value,
        }
        for number, (title, value) in enumerate(answers.items())
    ]
    actions = [{"type": "actions", "elements": buttons}] if buttons else []
    return SlackMessage(escape(text), [*_plain([text]), *actions])


def home(choices: Iterable[QuickReply], language: str, keep_days: int) -> list[Block]:
    """The blocks of the app's home: what it can do, what it is, and buttons to begin with."""
    words = WORDS[language]
    paragraphs = (
        words["home_what"],
        words["home_where"],
        words["bot"].format(days=keep_days),
        words["home_begin"],
    )
    text = [block for paragraph in paragraphs for block in _plain([paragraph])]
    return [*_title(words["home_title"]), *text, *_buttons(choices, language, count())]


def _divided(text: str, blocks: Iterable[Block]) -> Iterator[SlackMessage]:
    texts = list(pieces(text, fit.FALLBACK_TEXT))
    for index, group in enumerate(grouped(blocks, fit.MESSAGE_BLOCKS)):
        yield SlackMessage(texts[min(index, len(texts) - 1)], group)


def _card(card: Card, public_url: str) -> list[Block]:
    language = card["language"]
    foot = [line for source in card["sources"] for line in _source(source)]
    if public_url and "address" in card:
        foot += _link(public_url + card["address"], _WORDS[language]["address"])
    links = list(_sections(line for link in card["links"] for line in _where(link)))
    return [
        *(_title(card["title"]) if card["title"] else ()),
        *_plain([card["lead"]]),
        *_notices(card["notices"]),
        *(links if card.get("links_first") else ()),
        *_sections(_contacts(card["contacts"])),
        *_letter(card),
        *(() if card.get("links_first") else links),
        *_plain(f"{number}. {step}" for number, step in enumerate(card.get("steps", ()), 1)),
        *_plain(
            f"• {rule['text']}" + (f" ({rule['citation']})" if rule["citation"] else "")
            for rule in card["rules"]
        ),
        *_context(foot),
        *_plain([card["offer"]] if "offer" in card else ()),
    ]


def _feedback(helped: str, not_helped: str, language: str) -> Block:
    values = {"positive": ("yes", helped), "negative": ("no", not_helped)}
    buttons = {
        f"{kind}_button": {
            "text": _plain_text(WORDS[language][f"feedback_{says}"]),
            "value": value,
        }
        for kind, (says, value) in values.items()
    }
    element = {"type": "feedback_buttons", "action_id": FEEDBACK_ACTION, **buttons}
    return {"type": "context_actions", "elements": [element]}


def _title(title: str) -> Iterator[Block]:
    if len(escape(title)) <= fit.HEADER_TEXT:
        yield {"type": "header", "text": _plain_text(escape(title))}
    else:
        yield from _plain([title])


def _notices(notices: Iterable[str]) -> Iterator[Block]:
    """What holds right now, set off and bold; no character of it means anything to Slack."""
    for notice in notices:
        for piece in pieces(notice, fit.SECTION_TEXT):
            text = {"type": "text", "text": unescape(piece), "style": {"bold": True}}
            quote = {"type": "rich_text_quote", "elements": [text]}
            yield {"type": "rich_text", "elements": [quote]}


def _contacts(contacts: Iterable[CardContact]) -> Iterator[str]:
    """A line for each person or desk, with its phone and its mail."""
    for label, ways in groupby(contacts, key=lambda contact: contact["label"]):
        links = [link for way in ways for link in _link(way["href"], way["value"])]
        line = f"*{escape(label)}*: " + " · ".join(links)
        if len(line) <= fit.SECTION_TEXT:
            yield line
        else:
            yield from pieces(label, fit.SECTION_TEXT)
            yield from links


def _letter(card: Card) -> Iterator[Block]:
    """The draft of a mail as text to copy: code blocks, which no character of it can end."""
    if "letter" in card:
        text = letter_text(card["letter"], card["language"]).replace(_FENCE, "\N{PRIME}" * 3)
        for piece in pieces(text, fit.SECTION_TEXT - 2 * len(_FENCE)):
            yield from _sections([f"{_FENCE}{piece}{_FENCE}"])


def _where(link: CardLink) -> Iterator[str]:
    label = f"{link['label']} ({link['file']})" if link["file"] else f"{link['label']}"
    yield from _link(link["url"], label) if link["url"] else pieces(label, fit.SECTION_TEXT)
    yield from pieces(link["where"] or "", fit.SECTION_TEXT)


def _source(source: CardSource) -> Iterator[str]:
    line = source.get("line") or source["title"]
    yield from _link(source["url"], line) if source["url"] else pieces(line, fit.CONTEXT_TEXT)


def _link(target: str, label: str) -> Iterator[str]:
    """A link that shows `label`; both as text where they are too long for one."""
    link = f"<{escape(target).replace('|', '%7C')}|{escape(' '.join(label.split()))}>"
    if len(link) <= fit.CONTEXT_TEXT:
        yield link
    else:
        yield from pieces(label, fit.CONTEXT_TEXT)
        yield from pieces(target, fit.CONTEXT_TEXT)


def _buttons(
    replies: Iterable[QuickReply], language: str, numbers: Iterator[int]
) -> Iterator[Block]:
    """Buttons; a reply whose payload is too long for one is offered in words."""
    buttons: list[Block] = []
    words: list[str] = []
    for reply, number in zip(replies, numbers, strict=False):
        if len(reply["payload"]) > fit.BUTTON_VALUE:
            words.append(f"• {reply['title']}")
            continue
        title = next(pieces(reply["title"], fit.BUTTON_TEXT), "…")
        button = {"type": "button", "action_id": f"quick_reply_{number}"}
        buttons.append({**button, "text": _plain_text(title), "value": reply["payload"]})
    for group in grouped(buttons, fit.BUTTONS):
        yield {"type": "actions", "elements": group}
    if words:
        yield from _plain([_WORDS[language]["write"], *words])


def _plain(texts: Iterable[str]) -> Iterator[Block]:
    """Sections of texts in which no character means anything to Slack."""
    lines = (piece for text in texts for piece in pieces(text, fit.SECTION_TEXT))
    for text in joined(lines, fit.SECTION_TEXT):
        yield {"type": "section", "text": _plain_text(text)}


def _sections(lines: Iterable[str]) -> Iterator[Block]:
    """Sections of lines that are mrkdwn already, each short enough."""
    for text in joined(lines, fit.SECTION_TEXT):
        yield {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _context(lines: Iterable[str]) -> Iterator[Block]:
    """Small print, of lines that are mrkdwn already, each short enough."""
    texts = joined(lines, fit.CONTEXT_TEXT)
    for group in grouped(({"type": "mrkdwn", "text": t} for t in texts), fit.CONTEXT_ELEMENTS):
        yield {"type": "context", "elements": group}


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
