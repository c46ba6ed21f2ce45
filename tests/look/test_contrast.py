import pytest

from tests.look.colour import colour_tokens, contrast

TONES = ("accent", "ok", "warn", "danger", "info")
GROUNDS = ("canvas", "surface", "raised", "sunken", "hover")

TEXT_PAIRS = [
    *(("ink", ground, 7.0) for ground in GROUNDS),
    *(("ink-muted", ground, 5.5) for ground in GROUNDS),
    *(("ink-muted", f"{tone}-soft", 4.5) for tone in TONES),
    *(("accent-ink", ground, 5.5) for ground in GROUNDS),
    *(("danger-ink", ground, 5.5) for ground in GROUNDS),
    *(("warn-ink", ground, 5.5) for ground in GROUNDS),
    *((f"{tone}-ink", f"{tone}-soft", 5.5) for tone in TONES),
    *((f"hue-{hue}-ink", f"hue-{hue}-soft", 5.5) for hue in range(8)),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("on-danger", "danger", 4.5),
]
SHAPE_PAIRS = [
    *(("line-strong", ground, 3.0) for ground in ("canvas", "surface", "raised", "sunken")),
    *(("focus", ground, 3.0) for ground in GROUNDS),
    *((tone, ground, 3.0) for tone in TONES for ground in ("canvas", "surface")),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), TEXT_PAIRS + SHAPE_PAIRS)
def test_tokens_keep_their_contrast(front, ground, least, theme):
    tokens = colour_tokens()
    assert contrast(tokens[front][theme], tokens[ground][theme]) >= least


def test_contrast_of_known_pairs():
    black, white = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)
    assert contrast(black, white) == pytest.approx(21, abs=0.01)
    assert contrast(white, white) == 1
    # #767676 on white is the usual example of 4.54.
    assert contrast((0.5658, 0.0, 0.0), white) == pytest.approx(4.54, abs=0.02)


def test_every_colour_is_a_pair_for_both_themes():
    names = set(colour_tokens())
    assert {"canvas", "ink", "accent", "focus"} <= names
    assert all(f"{tone}-soft" in names and f"{tone}-ink" in names for tone in TONES)
