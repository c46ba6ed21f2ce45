"""Why a file is not taken."""


class Unfit(Exception):
    """The word is the refusal: `kind`, `unreadable`, `locked`, `bomb`."""
