"""Reads the colour tokens and computes WCAG contrast from them."""

import math
import re
from pathlib import Path

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
PAIR = re.compile(
    r"--(?P<name>[\w-]+): light-dark\(oklch\((?P<light>[^)/]+)\), oklch\((?P<dark>[^)/]+)\)\);"
)

Oklch = tuple[float, float, float]


def colour_tokens() -> dict[str, dict[str, Oklch]]:
    """Every opaque colour token as ``{"ink": {"light": (L, C, H), "dark": ...}}``."""
    return {
        found["name"]: {theme: _numbers(found[theme]) for theme in ("light", "dark")}
        for found in PAIR.finditer(TOKENS.read_text())
    }


def contrast(first: Oklch, second: Oklch) -> float:
    """WCAG 2 contrast ratio, 1 to 21, of two colours as a screen shows them in sRGB."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _numbers(text: str) -> Oklch:
    lightness, chroma, hue = (float(part) for part in text.split())
    return lightness, chroma, hue


def _luminance(colour: Oklch) -> float:
    red, green, blue = (min(1.0, max(0.0, part)) for part in _linear_srgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear_srgb(colour: Oklch) -> Oklch:
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
