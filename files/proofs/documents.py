"""PDF, opened and drawn page by page; plain text, read to its end."""

from pathlib import Path

from files.kinds import CONTROLS
from files.proofs.unfit import Unfit

PAGES_DRAWN = 10
PAGE_WIDTH = 1000  # pixels
SCALE_MOST = 3.0
PASSWORD_NEEDED = 4  # pdfium's FPDF_ERR_PASSWORD


def prove_pdf(path: Path, folder: Path) -> dict[str, object]:
    """Its first pages as pictures. Raises Unfit."""
    import pypdfium2
    import pypdfium2.raw

    from files.proofs.pictures import save_preview

    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        drawn = min(pages, PAGES_DRAWN)
        for number in range(drawn):
            page = document[number]
            scale = min(PAGE_WIDTH / max(*page.get_size(), 1), SCALE_MOST)
            save_preview(page.render(scale=scale).to_pil(), folder / f"preview-{number + 1}.webp")
    except pypdfium2.PdfiumError as error:
        is_locked = pypdfium2.raw.FPDF_GetLastError() == PASSWORD_NEEDED
        raise Unfit("locked" if is_locked else "unreadable") from error
    if not pages:
        raise Unfit("unreadable")
    return {"pages": pages, "previews": drawn}


def prove_text(path: Path) -> None:
    """UTF-8 throughout. Raises Unfit."""
    data = path.read_bytes()
    if CONTROLS.search(data):
        raise Unfit("kind")
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit("unreadable") from error
