"""What browsers and crawlers ask for without being told."""

from django.contrib.staticfiles import finders


def test_the_icon_is_found_where_nobody_named_it(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/static/img/mark")
    assert finders.find("img/mark.svg")


def test_crawlers_are_asked_to_stay_at_the_front_door(client):
    answer = client.get("/robots.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "Disallow: /\n" in answer.text
    assert "Allow: /$\n" in answer.text
