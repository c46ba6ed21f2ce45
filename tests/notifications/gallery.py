"""Draws every mail into a folder, or those named into docs/mails:

    python -m tests.notifications.gallery screenshots/mails
    python -m tests.notifications.gallery docs/mails contract_created session_scheduled …

Each kind is told by its story in a database of its own, written as it would be sent, and photographed at
600 px light, 600 px dark and 390 px, side by side in one picture.
"""

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
VIEWS = ((600, "light"), (600, "dark"), (390, "light"))


def main(folder: Path, kinds: list[str]) -> None:
    scratch = tempfile.mkdtemp(prefix="skileez-mails-")
    os.environ.update(SKILEEZ_ENV="test", SKILEEZ_DATA=scratch)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    folder.mkdir(parents=True, exist_ok=True)
    photograph({kind: html for kind, html in written() if not kinds or kind in kinds}, folder)


def written() -> Iterator[tuple[str, str]]:
    """Every kind with the HTML of one of its mails."""
    from django.db import transaction

    from notifications.emails import compose
    from notifications.models import OutgoingEmail
    from tests import factories
    from tests.notifications.story import STORIES, Cast

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
            yield kind, message.alternatives[0][0]
            transaction.set_rollback(True)


def photograph(mails: dict[str, str], folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    path = next((path for path in CHROMIUM if Path(path).exists()), None)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        pages = [
            browser.new_context(
                viewport={"width": width, "height": 600}, color_scheme=scheme
            ).new_page()
            for width, scheme in VIEWS
        ]
        for kind, html in sorted(mails.items()):
            shots = []
            for page in pages:
                page.set_content(html)
                shots.append(page.screenshot(full_page=True))
            side_by_side(shots).save(folder / f"{kind}.webp", quality=55, method=6)
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
    return sheet


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots/mails"), sys.argv[2:])
