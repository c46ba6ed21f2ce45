"""Pictures: decoded whole, kept without what the camera noted, and shown small as WebP."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import get_sampling

from files.proofs.unfit import Unfit

PIXELS_MOST = 60_000_000
FRAMES_MOST = 500
PREVIEW_SIDE = 1280  # pixels
SQUARE_LEAST = 128  # pixels of the shorter side; less is a blur wherever it is shown large
PREVIEW_BYTES = 60_000
QUALITIES = (82, 70, 55, 40, 25)
ORIENTATION, GPS = 0x0112, 0x8825
PILLOW = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "heic": "HEIF"}


def prove_picture(
    path: Path, folder: Path, name: str, sides: Sequence[int] = ()
) -> dict[str, object]:
    """Sizes are as it is looked at, turned the right way. Raises Unfit.

    With `sides`, in pixels, what is shown of it are squares from its middle.
    """
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MOST
    if name == "heic":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    try:
        with Image.open(path, formats=[PILLOW[name]]) as picture:
            return _prove(picture, folder, name, sides)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
        raise Unfit("bomb") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unfit("unreadable") from error


def _prove(
    picture: Image.Image, folder: Path, name: str, sides: Sequence[int]
) -> dict[str, object]:
    frames = getattr(picture, "n_frames", 1)
    if frames > FRAMES_MOST or frames * picture.width * picture.height > 10 * PIXELS_MOST:
        raise Unfit("bomb")
    picture.load()
    exif = picture.getexif()
    knew_where = bool(exif.get_ifd(GPS))
    _save_stripped(picture, folder / "original", name, exif.get(ORIENTATION, 1))
    picture.seek(0) if frames > 1 else None
    upright = ImageOps.exif_transpose(picture)
    if sides and min(upright.size) < SQUARE_LEAST:
        raise Unfit("small")
    for number, side in enumerate(sides, 1):
        _save_square(upright, side, folder / f"preview-{number}.webp")
    if not sides:
        save_preview(upright, folder / "preview-1.webp")
    return {
        "width": upright.width,
        "height": upright.height,
        "previews": len(sides) or 1,
        "location_removed": knew_where,
    }


def _save_stripped(picture: Image.Image, path: Path, name: str, orientation: int) -> None:
    """The same picture with its colours and which way is up, and nothing else that was noted in it."""
    notes = Image.Exif()
    if orientation in range(2, 9):
        notes[ORIENTATION] = orientation
    kept: dict[str, Any] = {"exif": notes, "icc_profile": picture.info.get("icc_profile")}
    if name == "heic":
        ImageOps.exif_transpose(picture).convert("RGB").save(path, "JPEG", quality=90)
    elif name == "jpeg":
        _save_as_it_is_packed(picture, path, kept)
    elif name == "gif":
        picture.save(path, "GIF", save_all=True, comment=b"")
    elif name == "webp":
        picture.save(path, "WEBP", save_all=True, quality=90, **kept)
    else:
        picture.save(path, "PNG", **kept)


def _save_as_it_is_packed(picture: Image.Image, path: Path, kept: dict[str, Any]) -> None:
    """As good as it was. Of a phone's photo with a second picture in it (MPO) the first is kept."""
    packed: dict[str, Any] = {
        "qtables": picture.quantization,  # type: ignore[attr-defined]  # every JPEG has them
        "subsampling": get_sampling(picture),
    }
    picture.save(path, "JPEG", comment=b"", **packed, **kept)


def _save_square(picture: Image.Image, side: int, path: Path) -> None:
    whole = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    ImageOps.fit(whole, (side, side)).save(path, "WEBP", quality=QUALITIES[0], method=4)


def save_preview(picture: Image.Image, path: Path) -> None:
    """At most 1280 pixels wide or high and, as long as it can be made out, 60 KB."""
    small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    for quality in QUALITIES:
        small.save(path, "WEBP", quality=quality, method=4)
        if path.stat().st_size <= PREVIEW_BYTES:
            return
        small.thumbnail((small.width * 9 // 10, small.height * 9 // 10))
