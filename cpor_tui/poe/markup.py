"""Reads the words of an HTML message, inside the cage."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "pre", "hr")
)
_UNSEEN = frozenset(("script", "style"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(re.sub(r"\s+", " ", data))


def seen(html: str) -> str:
    """Return what a reader of `html` sees, without its looks."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    text = "".join(reader.words)
    return re.sub(r"\n[ \t]*(\n[ \t]*)+", "\n", text).strip()
