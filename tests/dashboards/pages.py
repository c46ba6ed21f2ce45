"""A page as its reader sees it: the numbers it states, and the instants it names."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser

VOID = {
    "br",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "path",
    "rect",
    "line",
    "circle",
    "source",
    "wbr",
}
# Never read: what is not shown, and fields that are still to be filled.
HIDDEN = {"script", "style", "template", "select", "textarea"}
# Instants and dates; what they say is checked by their `datetime`.
CLOCKS = {"time", "live-time", "count-down"}
CLOCK_CLASSES = {"when", "clocks"}
MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
WORDS_OF_TIME = re.compile(
    r"\b\d{1,2}:\d{2}(–\d{1,2}:\d{2})?"  # 17:00–18:00
    rf"|\b\d{{1,2}} {MONTH}\b( \d{{4}})?"  # 4 Nov 2027
    rf"|\b{MONTH} \d{{4}}\b"  # November 2026
    r"|SK-\d{4}-\d{6}"
)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Page(HTMLParser):
    """The text of the element `main` (or of everything), and every `datetime` in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.instants: set[datetime] = set()
        self._skipped: list[str] = []
        self._open: list[str] = []
        self.feed(html[html.find("<main") :] if "<main" in html else html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if "datetime" in named and re.match(r"\d{4}-\d\d-\d\dT", named["datetime"]):
            self.instants.add(datetime.fromisoformat(named["datetime"]).astimezone(UTC))
        if tag in VOID:
            return
        classes = set((named.get("class") or "").split())
        if self._skipped or tag in HIDDEN | CLOCKS or classes & CLOCK_CLASSES:
            self._skipped.append(tag)
        self.text.append(" ")

    def handle_endtag(self, tag):
        if self._skipped and tag not in VOID:
            self._skipped.pop()

    def handle_data(self, data):
        if not self._skipped:
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.text).split())

    @property
    def numbers(self) -> set[Decimal]:
        """Every figure the page states, dates and times left out."""
        plain = WORDS_OF_TIME.sub(" ", self.words)
        return {Decimal(found.replace(",", "")) for found in NUMBER.findall(plain)}
