"""`python -m files.proving FILE FOLDER NAME [SIDE …]`: prove a file by opening it, and make its pictures.

Runs confined (`files.confined`), without Django and without any secret. Says what it found as JSON; what is
to be kept lies in the folder: `original`, if it differs from what came, and `preview-1.webp` and on. With
sides, in pixels, it must be a picture, and its previews are squares of these.
"""

import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from files.kinds import FORMATS, sniff
from files.proofs.unfit import Unfit

HEAD = 4096
# Bytes of memory, seconds of CPU, bytes of one file, open files.
LIMITS = (
    (resource.RLIMIT_AS, 1_500_000_000),
    (resource.RLIMIT_CPU, 20),
    (resource.RLIMIT_FSIZE, 100_000_000),
    (resource.RLIMIT_NOFILE, 64),
    (resource.RLIMIT_CORE, 0),
)


def main() -> None:
    for kind, most in LIMITS:
        resource.setrlimit(kind, (most, most))
    path, folder, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    try:
        found = prove(path, folder, name, [int(side) for side in sys.argv[4:]])
    except Unfit as why:
        found = {"refusal": str(why)}
    json.dump(found, sys.stdout)


def prove(path: Path, folder: Path, name: str, sides: Sequence[int]) -> dict[str, object]:
    """What this file is. Raises Unfit."""
    with path.open("rb") as content:
        named = sniff(content.read(HEAD))
    if named is None:
        raise Unfit("kind")
    if named == "zip":
        from files.proofs.archives import archive_format

        named = archive_format(path)
    form = FORMATS[named]
    if sides and form.kind != "image":
        raise Unfit("kind")
    found: dict[str, object] = {"kind": form.kind, "content_type": form.content_type}
    if form.kind == "image":
        from files.proofs.pictures import prove_picture

        return found | prove_picture(path, folder, named, sides)
    if form.kind == "pdf":
        from files.proofs.documents import prove_pdf

        return found | prove_pdf(path, folder)
    if form.kind in ("audio", "video"):
        from files.proofs.recordings import prove_recording

        prove_recording(path, named)
    elif named == "text":
        from files.proofs.documents import prove_text

        prove_text(path)
        if name.lower().endswith(".csv"):
            found["content_type"] = "text/csv; charset=utf-8"
    return found


if __name__ == "__main__":
    main()
