"""`./dev pictures`: the screenshots of the README, made from the demo in a real browser."""

import sys
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.product import CHROMIUM_FLAGS, Product, browser_program

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
COLOURS = 192  # a picture of flat surfaces needs no more, and stays small

PICTURES = (
    ("chat-light", "student", "/chat/1", WIDE | {"color_scheme": "light"}),
    ("chat-dark", "coach", "/chat/1", WIDE | {"color_scheme": "dark"}),
    ("dashboard", "coach", "/dashboard", WIDE | {"color_scheme": "light"}),
    ("proposals", "student2", "/jobs/2/manage", WIDE | {"color_scheme": "light"}),
    ("phone", "student", "/chat/1", PHONE | {"color_scheme": "light"}),
)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    product = Product().start()
    try:
        with browser() as chromium:
            for name, login, path, look in PICTURES:
                context = chromium.new_context(**look)
                page = context.new_page()
                log_in(page, product.url, login)
                page.goto(product.url + path)
                page.wait_for_timeout(1_500)  # the socket says hello, the page comes to rest
                keep(page, FOLDER / f"{name}.png")
                context.close()
    finally:
        product.dispose()


@contextmanager
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser_program(), args=CHROMIUM_FLAGS
        )
        yield chromium
        chromium.close()


def log_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/account/login/")
    page.get_by_label("Email").fill(f"{name}@demo.test")
    page.get_by_label("Password", exact=True).fill("skileez-demo")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/dashboard")


def keep(page: Page, path: Path) -> None:
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    sys.stdout.write(
        f"  {path.relative_to(FOLDER.parent.parent)}  {path.stat().st_size // 1024} KiB\n"
    )


if __name__ == "__main__":
    main()
