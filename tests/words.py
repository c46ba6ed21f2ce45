"""What a page says, whatever elements its words stand in."""

import re


def words_of(html: str) -> str:
    """The text of some HTML on one line."""
    return " ".join(re.sub(r"<[^>]*>", "", html).split())
