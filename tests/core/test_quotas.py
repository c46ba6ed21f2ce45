"""How often a thing may be done: counted from rows, told with its limit and its end."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory

from core.errors import TooMany
from core.middleware import refuse
from core.quotas import NEWCOMER_FOR, Quota, all_quotas, when_in_words
from marketplace.models import LearningRequest
from marketplace.quotas import REQUESTS
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def member(student):
    student.date_joined = NOW - NEWCOMER_FOR
    return student


def test_the_last_use_that_is_possible_is_the_most(member):
    uses = [NOW] * (REQUESTS.most - 1)
    assert REQUESTS.refusal_after(uses, by=member, now=NOW) is None
    assert REQUESTS.refusal_after([*uses, NOW], by=member, now=NOW) is not None


def test_a_use_no_longer_counts_when_its_time_is_over(member):
    uses = [NOW] * REQUESTS.most
    ends = NOW + REQUESTS.within
    assert REQUESTS.refusal_after(uses, by=member, now=ends - timedelta(seconds=1))
    assert REQUESTS.refusal_after(uses, by=member, now=ends) is None


def test_a_newcomer_may_less_until_the_week_is_over(member):
    uses = [NOW] * REQUESTS.newcomers
    assert REQUESTS.refusal_after(uses, by=member, now=NOW) is None
    member.date_joined = NOW - NEWCOMER_FOR + timedelta(seconds=1)
    assert REQUESTS.refusal_after(uses, by=member, now=NOW).code == "too_many_requests"


def test_the_refusal_names_the_limit_and_when_it_ends_on_the_persons_clock(member):
    uses = [NOW + MINUTE * n for n in range(REQUESTS.most)]
    refusal = REQUESTS.refusal_after(uses, by=member, now=NOW + timedelta(hours=12))
    said = (
        "You have opened 10 requests within 24 h. "
        "You can open the next on Wed 4 Nov at 10:00 (in 12 h)."
    )
    assert str(refusal.message) == said
    assert refusal.fields == {"": [said]}
    assert refusal.retry_after_seconds == 12 * 3600


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(seconds=1), "at 10:01 (in 1 min)"),
        (12 * MINUTE, "at 10:12 (in 12 min)"),
        (timedelta(hours=14), "on Wed 4 Nov at 00:00 (in 14 h)"),
    ],
)
def test_the_time_that_is_named_is_never_too_early(left, words):
    assert when_in_words(NOW + left, now=NOW, zone_name="Europe/Berlin") == words
    assert when_in_words(NOW + left, now=NOW) == words[words.index("(") + 1 : -1]


def test_the_answer_says_when_to_try_again(student):
    request = RequestFactory().post("/", headers={"Accept": "application/json"})
    answer = refuse(request, TooMany(retry_after_seconds=720))
    assert (answer.status_code, answer["Retry-After"]) == (429, "720")


@pytest.mark.django_db
def test_counting_reads_no_more_rows_than_count(member, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        REQUESTS.refusal(LearningRequest.objects.all(), at="opened_at", by=member, now=NOW)
    assert f"LIMIT {REQUESTS.most}" in asked.captured_queries[0]["sql"]


def test_every_quota_stands_in_its_table_with_its_numbers():
    table = Path(settings.BASE_DIR, "docs", "quotas.md").read_text()
    rows = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()]
    told = {row[1].strip("`"): (row[4], row[5], row[6]) for row in rows if len(row) == 8}
    for quota in all_quotas():
        hours = f"{quota.within // timedelta(hours=1)} h"
        assert told[quota.name] == (str(quota.most), str(quota.newcomers), hours), quota.name
    assert told.keys() - {"quota", "---"} == {quota.name for quota in all_quotas()}


def test_no_two_quotas_have_one_name():
    with pytest.raises(ValueError, match="two quotas called requests"):
        Quota(name="requests", most=1, newcomers=1, within=MINUTE, says=REQUESTS.says)
