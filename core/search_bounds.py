"""What a search may ask for and how long it may take, wherever people look for something."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, Final, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Invalid
from core.texts import refuse_unkept

R = TypeVar("R", bound=HttpRequest)
P = ParamSpec("P")
SearchView = Callable[Concatenate[R, P], HttpResponse]

FIELD: Final = "q"
CHARACTERS_MOST: Final = 200
WORDS_MOST: Final = 20
SECONDS_MOST: Final = 3
CANCELLED: Final = "57014"  # query_canceled (PostgreSQL, appendix "Error Codes")


class SearchTooSlow(DomainError):
    status = 503
    code = "search_too_slow"
    message = _("This search took longer than %(seconds)s seconds. Please try with rarer words.")


def searches(view: SearchView[R, P]) -> SearchView[R, P]:
    """A page that looks for what `q` says, within the bounds of every search.

    Raises Invalid, SearchTooSlow.
    """

    @wraps(view)
    def bounded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with bounded_search(request.GET.get(FIELD, "")):
            return view(request, *args, **kwargs)

    return bounded


@contextmanager
def bounded_search(query: str) -> Iterator[None]:
    """Whatever is read in here is read for this query. Raises Invalid, SearchTooSlow."""
    check_query(query)
    if connection.vendor != "postgresql":
        yield
        return
    try:
        with transaction.atomic():
            _limit(f"{SECONDS_MOST}s")
            yield
            _limit("0")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != CANCELLED:
            raise
        said = SearchTooSlow.message % {"seconds": SECONDS_MOST}
        raise SearchTooSlow(said, fields={FIELD: [said]}) from error


def _limit(length: str) -> None:
    """For the statements of this transaction that follow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [length])


def check_query(query: str) -> None:
    """Raise Invalid for more characters or words than a search may have."""
    refuse_unkept([(FIELD, query)])
    length, words = len(query), len(query.split())
    if length > CHARACTERS_MOST:
        sentence = _("A search has at most %(most)d characters; this one has %(length)d.")
        _refuse(str(sentence % {"most": CHARACTERS_MOST, "length": length}))
    if words > WORDS_MOST:
        sentence = _("A search has at most %(most)d words; this one has %(length)d.")
        _refuse(str(sentence % {"most": WORDS_MOST, "length": words}))


def _refuse(sentence: str) -> None:
    raise Invalid(sentence, fields={FIELD: [sentence]})
