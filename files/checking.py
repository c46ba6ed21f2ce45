"""From the last byte to what both people see: proved, scanned, stripped, drawn small."""

import logging
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from files import storage
from files.actions.checking import Verdict, claim_check, postpone_check, settle_check
from files.confined import look_into
from files.models import File
from files.pictures import SIDES, is_picture
from files.scanning import ScannerDown, current_scanner

logger = logging.getLogger(__name__)


def check_file(file_id: int, *, now: datetime) -> None:
    """Look into it and say what came of it. While the scanner is down, nothing passes."""
    file = claim_check(file_id, now=now)
    if file is None:
        return
    try:
        with TemporaryDirectory(prefix="skileez-file-") as folder:
            verdict = _verdict(file, Path(folder))
    except (ScannerDown, OSError) as error:
        logger.warning("file %d waits, after %d tries: %r", file_id, file.tries, error)
        postpone_check(file_id, now=now)
        return
    settled = settle_check(file_id, verdict, now=now)
    if settled is None or settled.state == File.State.REFUSED:
        storage.forget(file)  # also what was kept just now for a file that went meanwhile
    else:
        storage.drop(*file.parts)


def _verdict(file: File, folder: Path) -> Verdict:
    """What is good is in the storage when it is said to be."""
    came, made = folder / "came", folder / "made"
    made.mkdir()
    storage.assemble(file, came)
    verdict = Verdict(**look_into(came, made, file.name, SIDES if is_picture(file) else ()))
    if verdict.refusal:
        return verdict
    scanner = current_scanner()
    if scanner is not None and not scanner.is_clean(came):
        return Verdict(refusal="blocked", was_scanned=True)
    kept = made / "original" if (made / "original").exists() else came
    storage.keep(storage.original(file), kept)
    for number in range(1, verdict.previews + 1):
        storage.keep(storage.preview(file, number), made / f"preview-{number}.webp")
    found = vars(verdict) | {"stored_size": kept.stat().st_size, "was_scanned": bool(scanner)}
    return Verdict(**found)
