"""The record that people keep as a PDF: the same as the data, set for reading and printing."""

import logging
from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.bidi import auto_detect_base_direction
from fpdf.enums import TextDirection, TextMode, XPos, YPos
from fpdf.fonts import TTFFont

from accounts.models import User
from contracts.history import history
from contracts.models import Contract, ContractVersion
from contracts.policy import policy_sentences
from contracts.record import agreed_versions
from contracts.terms import terms_before, terms_of
from contracts.typefaces import JOINERS, MAIN, REPLACEMENT, typefaces_for, writable
from contracts.wording import Fact, change_lines, headline, term_facts
from core.bidi import isolated
from core.zones import LocalTime

# It tells of every table of the font that it leaves out.
logging.getLogger("fontTools").setLevel(logging.WARNING)

# The fonts are variable ones; the default is the regular weight, and to make another of it would take
# seconds, so headings are told apart by size and a stroke.
INK, MUTED, LINE = (28, 26, 24), (105, 100, 94), (214, 209, 202)
MARGIN_MM, LABEL_MM, LINE_MM = 20, 45, 5.4


class RecordPdf(FPDF):
    """A4 pages with the contract's number and the page's in the foot."""

    def __init__(self, number: str) -> None:
        super().__init__(format="A4")
        self.number = number
        self.lacks_letters = False
        self._fallback: str | None = None
        self._add_main_typeface()
        self.set_text_shaping(True)
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM)
        self.alias_nb_pages()
        self.set_font(MAIN.name)
        self.add_page()

    def get_fallback_font(self, char: str, style: str = "") -> str | None:
        """The typeface for a letter that the main one lacks; what joins letters stays with them."""
        if char not in JOINERS:
            self._fallback = super().get_fallback_font(char, style)
        return self._fallback

    def header(self) -> None:
        self._settle_font()

    def footer(self) -> None:
        self.set_y(-14)
        self._pen(8, MUTED)
        self.cell(0, 5, f"{self.number} · {self.page_no()}/{{nb}}", align="C")

    def head(self, text: str, below: str) -> None:
        self._pen(20, INK)
        self._strong_block(text, 9)
        self._pen(10, MUTED)
        self._write(below, LINE_MM)
        self.ln(4)

    def heading(self, text: str) -> None:
        self.ln(3)
        self._pen(12, INK)
        self._strong_block(text, 7)
        self.set_draw_color(*LINE)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(2)

    def text_block(self, text: str) -> None:
        self._pen(10, INK)
        self._write(text, LINE_MM)
        self.ln(1)

    def pair(self, label: str, value: str, detail: str = "") -> None:
        """A label at the left, its value beside it."""
        if self.will_page_break(2 * LINE_MM):
            self.add_page()
        top = self.get_y()
        self._pen(9, MUTED)
        self._write(label, LINE_MM, width=LABEL_MM - 3)
        bottom = self.get_y()
        self.set_xy(self.l_margin + LABEL_MM, top)
        self._pen(10, INK)
        self._write(value, LINE_MM)
        if detail:
            self._pen(9, MUTED)
            self._write(detail, LINE_MM - 0.6)
        self.set_xy(self.l_margin, max(bottom, self.get_y()) + 0.8)

    def _pen(self, size: float, colour: tuple[int, int, int]) -> None:
        self.set_font(MAIN.name, size=size)
        self.set_text_color(*colour)
        self._settle_font()

    def _settle_font(self) -> None:
        """Choose the main typeface for the page itself.

        fpdf2 chooses it within a first line that begins in another one, and forgets it for the second.
        """
        self.cell(0, 0, " ", new_x=XPos.START, new_y=YPos.TOP)

    def _strong_block(self, text: str, height: float) -> None:
        with self.local_context(text_mode=TextMode.FILL_STROKE, line_width=0.12, draw_color=INK):
            self._write(text, height)

    def _write(self, text: str, height: float, width: float = 0) -> None:
        """Lines below each other, at the side where the text begins."""
        self._add_typefaces(text)
        shown = writable(text)
        self.lacks_letters |= shown.count(REPLACEMENT) > text.count(REPLACEMENT)
        is_leftward = auto_detect_base_direction(shown) is TextDirection.RTL
        self.multi_cell(
            width,
            height,
            shown,
            align="R" if is_leftward else "L",
            new_x=XPos.LEFT,
            new_y=YPos.NEXT,
        )

    def _add_main_typeface(self) -> None:
        """It knows the joiners too, but a letter and its joiner must come from one typeface."""
        self.add_font(MAIN.name, fname=MAIN.path)
        main = self.fonts[MAIN.name]
        if isinstance(main, TTFFont):
            for sign in JOINERS:
                main.cmap.pop(ord(sign), None)

    def _add_typefaces(self, text: str) -> None:
        """Have those at hand that the text needs."""
        for typeface in typefaces_for(text):
            if typeface.name not in self.fonts:
                self.add_font(typeface.name, fname=typeface.path)
        others = [name for name in self.fonts if name != MAIN.name]
        self.set_fallback_fonts(others, exact_match=False)


def record_pdf(contract: Contract, *, viewer: User, now: datetime) -> bytes:
    """The record with instants on the viewer's clock."""
    pdf = RecordPdf(contract.number)
    pdf.set_title(contract.number)
    pdf.set_creation_date(now)
    pdf.head(
        _("Contract %(number)s") % {"number": contract.number},
        _("Record of %(at)s") % {"at": _clock(now, viewer)},
    )
    for fact in _who_and_how(contract, viewer):
        pdf.pair(fact.label, fact.value, fact.detail)
    for version in agreed_versions(contract):
        _write_version(pdf, contract, version, viewer)
    pdf.heading(_("What happened"))
    for line in history(contract):
        who = line.who or _("By the clock")
        pdf.pair(_clock(line.at, viewer), line.what, who)
    if pdf.lacks_letters:
        pdf.ln(3)
        pdf.text_block(
            _(
                "Letters that no typeface here has show as �. The JSON record has every text in full."
            )
        )
    return bytes(pdf.output())


def _who_and_how(contract: Contract, viewer: User) -> list[Fact]:
    facts = [
        Fact(label=_("About"), value=contract.proposal.request.title),
        Fact(label=_("Student"), value=contract.student.display_name),
        Fact(label=_("Coach"), value=contract.coach.display_name),
        Fact(label=_("State"), value=str(contract.get_status_display())),
    ]
    if contract.ended_at:
        facts.append(
            Fact(
                label=_("Ended"),
                value=_clock(contract.ended_at, viewer),
                detail=contract.end_reason,
            )
        )
    return facts


def _write_version(
    pdf: RecordPdf, contract: Contract, version: ContractVersion, viewer: User
) -> None:
    terms, base, before = terms_of(version), version.based_on, terms_before(version)
    in_force = contract.agreed_version_id == version.pk
    pdf.heading(
        _("Version %(number)d: %(what)s") % {"number": version.number, "what": headline(terms)}
    )
    offered = {
        "name": isolated(version.author.display_name),
        "at": _clock(version.offered_at, viewer),
    }
    pdf.pair(_("Offered"), _("%(name)s, %(at)s") % offered)
    if version.decided_at:
        pdf.pair(_("Accepted"), _clock(version.decided_at, viewer))
    starts, ends = (contract.starts_on, contract.ends_on) if in_force else (None, None)
    for fact in term_facts(terms, currency=contract.currency, starts=starts, ends=ends):
        pdf.pair(fact.label, fact.value, fact.detail)
    for label, text in (
        (_("Learning outcomes"), terms.learning_outcomes),
        (_("Policy in words"), terms.cancellation_policy),
    ):
        if text:
            pdf.pair(label, text)
    pdf.pair(_("Cancellation policy"), "\n".join(_policy(contract, version)))
    if base is not None and before is not None:
        for change in change_lines(before, terms, currency=contract.currency):
            was = _("since version %(number)d: was %(old)s") % {
                "number": base.number,
                "old": change.old,
            }
            pdf.pair(change.label, change.new, was)


def _policy(contract: Contract, version: ContractVersion) -> tuple[str, ...]:
    return policy_sentences(
        percent=version.late_cancel_percent,
        price=version.price_per_session,
        currency=contract.currency,
        day=version.start_date,
        zone_name=version.timezone,
    )


def _clock(instant: datetime, viewer: User) -> str:
    local = LocalTime(instant=instant, zone_name=viewer.timezone)
    return f"{formats.date_format(local.wall, 'j M Y, H:i')} ({local.offset_text})"
