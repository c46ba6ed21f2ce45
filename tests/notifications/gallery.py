"""`./dev mails`: draws every mail into docs/mails, with a page that lists them.

    ./dev mails                                    all of them
    ./dev mails contract_created session_rescheduled …   only these, and the list
    ./dev mails --to screenshots/mails             somewhere else

Each kind is told by its story in a database of its own, written as it would be sent, and photographed at
600 px light, 600 px dark and 390 px, side by side in one picture.
"""

import argparse
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "mails"
VIEWS = ((600, "light"), (600, "dark"), (390, "light"))
SCALE = 0.75  # still readable, and half the bytes
HEAD = """# What the mails look like

Every kind of mail that Skileez sends, at 600 px light, 600 px dark and 390 px, drawn by `./dev mails`.
Each kind has a story that is told through the actions (`tests/notifications/stories`) and is written
exactly as it would be sent.
"""


@dataclass(frozen=True, kw_only=True)
class Written:
    """One mail of a kind, as sent."""

    kind: str
    subject: str
    html: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev mails", description=__doc__)
    parser.add_argument("kinds", nargs="*", help="only these")
    parser.add_argument("--to", type=Path, default=FOLDER, metavar="FOLDER")
    options = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="skileez-mails-")
    os.environ.update(SKILEEZ_ENV="test", SKILEEZ_DATA=scratch)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    options.to.mkdir(parents=True, exist_ok=True)
    mails = list(written())
    photograph(
        [mail for mail in mails if mail.kind in options.kinds or not options.kinds], options.to
    )
    (options.to / "README.md").write_text(index(mails))
    shutil.rmtree(scratch)


def written() -> Iterator[Written]:
    """Every kind with one of its mails."""
    from django.db import transaction

    from notifications.emails import compose
    from notifications.models import OutgoingEmail
    from tests import factories
    from tests.notifications.stories import STORIES, Cast

    for kind, tell in STORIES.items():
        with transaction.atomic():
            cast = Cast(
                student=factories.make_student(),
                coach=factories.make_coach(),
                other_coach=factories.make_coach("Olga Coach", timezone="Australia/Lord_Howe"),
                staff=factories.make_user("Stella Staff", is_staff=True),
            )
            at = tell(cast) or factories.NOW
            email = OutgoingEmail.objects.filter(kind=kind).first()
            message = compose(email, now=at)
            html = message.alternatives[0][0]
            yield Written(kind=kind, subject=str(message.subject), html=html)
            transaction.set_rollback(True)


def index(mails: list[Written]) -> str:
    """The page that lists them by group."""
    from notifications.notices import GROUPS, notices_in

    subjects = {mail.kind: mail.subject for mail in mails}
    parts = [HEAD]
    for group in GROUPS:
        parts.append(f"\n## {group.title}\n")
        parts += [
            f"\n### {notice.name}\nSubject: *{subjects[notice.name]}*\n\n"
            f"![{notice.name}]({notice.name}.webp)\n"
            for notice in notices_in(group)
            if notice.has_mail
        ]
    return "".join(parts)


def photograph(mails: list[Written], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    from tests.product import CHROMIUM_FLAGS, browser_program

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=CHROMIUM_FLAGS)
        pages = [
            browser.new_context(
                viewport={"width": width, "height": 600}, color_scheme=scheme
            ).new_page()
            for width, scheme in VIEWS
        ]
        for mail in mails:
            shots = []
            for page in pages:
                page.set_content(mail.html)
                shots.append(page.screenshot(full_page=True))
            side_by_side(shots).save(folder / f"{mail.kind}.webp", quality=60, method=6)
        browser.close()


def side_by_side(shots: list[bytes]):
    from PIL import Image

    images = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots]
    sheet = Image.new(
        "RGB", (sum(i.width for i in images), max(i.height for i in images)), "#808080"
    )
    left = 0
    for image in images:
        sheet.paste(image, (left, 0))
        left += image.width
    size = round(sheet.width * SCALE), round(sheet.height * SCALE)
    return sheet.resize(size, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
