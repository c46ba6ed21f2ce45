from django.urls import reverse


def test_the_inbox_is_found_with_a_slash_at_its_end_too(client):
    answer = client.get("/chat/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("chat-inbox"))
