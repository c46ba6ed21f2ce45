"""Pictures of people: cut to squares, shown beside a name, seen by the right people, gone when taken away."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from accounts.models import CoachProfile, User
from core.errors import Invalid, NotAllowed
from core.models import EventRecord
from files import actions, storage
from files.actions import choose_picture, remove_pictures
from files.checking import check_file
from files.errors import UploadOver
from files.models import File
from files.pictures import SIDES, target_of
from tests.factories import NOW, make_coach, make_user
from tests.files import samples

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def brought(person, data=None, *, target=None, now=NOW) -> File:
    data = data or samples.picture(size=(300, 200))
    file = actions.start_upload(
        by=person,
        target=target or target_of(person.pk),
        client_id=uuid4(),
        name="me.jpg",
        size=len(data),
        now=now,
    )
    return actions.receive_part(file, offset=0, data=data, now=now)


def shown(person, data=None, *, now=NOW) -> File:
    """Chosen and looked into."""
    file = choose_picture(brought(person, data, now=now), by=person, now=now)
    check_file(file.pk, now=now)
    file.refresh_from_db()
    person.refresh_from_db()
    return file


def address(person, number=1) -> str:
    return f"/pictures/{person.picture}/{number}"


def test_it_is_cut_to_squares_without_the_cameras_notes(student, login):
    shown(student, samples.picture(size=(300, 200), exif=Image.Exif()))
    for number, side in enumerate(SIDES, 1):
        answer = login(student).get(address(student, number))
        picture = Image.open(io.BytesIO(b"".join(answer)))
        assert (picture.size, picture.format) == ((side, side), "WEBP")
        assert not picture.getexif()
    assert answer["Cache-Control"].startswith("private, max-age=")
    assert login(student).get(address(student, len(SIDES) + 1)).status_code == 404


def test_it_stands_in_place_of_the_initials(student, coach, conversation, login):
    shown(coach)
    page = login(student).get(f"/chat/{conversation.pk}").content.decode()
    assert page.count(address(coach, 3)) >= 2, "in the list and above the thread"
    assert "/pictures/" in login(coach).get("/dashboard").content.decode()


@pytest.mark.parametrize("order", ["chosen first", "checked first"])
def test_it_is_shown_once_it_is_chosen_and_good(student, order):
    file = brought(student)
    steps = [
        lambda: choose_picture(file, by=student, now=NOW),
        lambda: check_file(file.pk, now=NOW),
    ]
    for step in steps if order == "chosen first" else reversed(steps):
        student.refresh_from_db()
        assert student.picture == ""
        step()
    student.refresh_from_db()
    assert len(student.picture) == 32


def test_choosing_it_again_changes_nothing_and_is_recorded_once(student):
    file = shown(student)
    choose_picture(file, by=student, now=NOW + SECOND)
    records = EventRecord.objects.filter(name="accounts.SettingsChanged")
    assert [row.payload["changed_fields"] for row in records] == [["picture"]]


def test_the_one_chosen_last_stands_whichever_is_checked_last(student):
    first = choose_picture(brought(student), by=student, now=NOW)
    second = choose_picture(brought(student), by=student, now=NOW + SECOND)
    check_file(second.pk, now=NOW + SECOND)
    student.refresh_from_db()
    chosen = student.picture
    check_file(first.pk, now=NOW + SECOND)
    student.refresh_from_db()
    assert student.picture == chosen
    assert list(File.objects.filter(deleted_at=None)) == [second]


def test_one_that_is_refused_leaves_the_one_before_and_says_why(student, login):
    shown(student)
    before = student.picture
    for data, words in (
        (samples.pdf(), "This kind of file is not taken."),
        (samples.picture(size=(127, 500)), "It is too small"),
        (samples.bomb(), "It is far larger inside"),
    ):
        assert shown(student, data).state == "refused"
        assert student.picture == before
        assert words in login(student).get("/settings/picture").content.decode()


def test_of_those_that_are_refused_only_the_last_is_kept(student):
    good = shown(student)
    refused = [shown(student, samples.pdf(), now=NOW + n * SECOND) for n in (1, 2, 3)]
    assert [*File.objects.filter(deleted_at=None).order_by("pk")] == [good, refused[-1]]
    first = make_user("Nia Newcomer")
    refused = [shown(first, samples.pdf(), now=NOW + n * SECOND) for n in (1, 2)]
    assert File.objects.get(owner=first, deleted_at=None) == refused[-1]


def test_a_smallest_one_is_taken(student):
    assert shown(student, samples.picture(size=(128, 500))).state == "ready"


def test_a_new_one_has_a_new_address_and_the_old_is_nobodys(student, login):
    old_file = shown(student)
    old = address(student)
    shown(student, now=NOW + SECOND)
    assert address(student) != old
    assert login(student).get(old).status_code == 404
    old_file.refresh_from_db()
    assert old_file.deleted_at == NOW + SECOND


def test_taken_away_the_initials_stand_and_nothing_is_handed_out(student, login):
    file = shown(student)
    seen = address(student)
    assert login(student).post("/settings/picture/remove").status_code == 303
    student.refresh_from_db()
    assert student.picture == ""
    assert login(student).get(seen).status_code == 404
    file.refresh_from_db()
    actions.forget_file(file.pk, unsent_before=NOW, deleted_before=file.deleted_at)
    assert not storage.store().exists(storage.preview(file, 1))
    remove_pictures(student.pk, by_id=student.pk, now=NOW)
    assert EventRecord.objects.filter(name="accounts.SettingsChanged").count() == 2


def test_a_coachs_is_seen_by_everybody_a_students_by_who_is_logged_in(student, coach, login):
    somebody = make_user("Somebody Else")
    for person, status in ((coach, 200), (student, 404)):
        shown(person)
        assert Client().get(address(person)).status_code == status
        assert login(somebody).get(address(person)).status_code == 200


def test_who_is_no_approved_coach_is_not_shown_to_everybody():
    coach = make_coach("Wanda Waits")
    shown(coach)
    for approval, status in (("approved", 200), ("pending", 404), ("refused", 404), ("draft", 404)):
        CoachProfile.objects.filter(user=coach).update(approval=approval)
        assert Client().get(address(coach)).status_code == status, approval


@pytest.mark.parametrize("key", ["x", "0" * 32, ""])
def test_no_picture_is_found_by_guessing(student, login, key):
    shown(student)
    assert login(student).get(f"/pictures/{key}/1").status_code == 404


def test_only_ones_own_file_that_was_brought_as_a_picture_is_chosen(student, coach, conversation):
    for file in (brought(coach), brought(student, target=f"conversation:{conversation.pk}")):
        with pytest.raises(Invalid):
            choose_picture(file, by=student, now=NOW)
    assert not User.objects.exclude(picture="").exists()


def test_nobody_brings_a_picture_of_somebody_else(student, coach, login):
    from tests.files.builders import TUS, metadata

    said = metadata(filename="a.jpg", target=target_of(coach.pk), key=uuid4())
    sent = {**TUS, "Upload-Length": "10", "Upload-Metadata": said}
    assert login(student).post("/api/uploads", headers=sent).status_code == 404


def test_an_address_is_proven_first():
    person = make_user("Nia Newcomer", verified=False)
    with pytest.raises(NotAllowed, match="Confirm your email"):
        choose_picture(brought(person), by=person, now=NOW)


def test_one_that_expired_is_brought_anew(student):
    file = brought(student)
    with pytest.raises(UploadOver):
        choose_picture(file, by=student, now=file.expires_at)


def test_one_that_was_taken_away_meanwhile_is_chosen_no_more(student):
    gone, never_sent = brought(student), brought(student)
    remove_pictures(student.pk, by_id=student.pk, now=NOW)
    File.objects.filter(pk=never_sent.pk).delete()
    for file in (gone, never_sent):
        with pytest.raises(UploadOver):
            choose_picture(file, by=student, now=NOW)
    assert not File.objects.filter(sent_at__isnull=False).exists()


def test_it_is_shown_still_after_the_secret_key_changed(student, login, settings):
    shown(student)
    settings.SECRET_KEY = "another one, of more than fifty signs, made by chance"
    assert login(student).get(address(student)).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_coach": False}])
def test_whose_profile_is_public_no_more_is_not_shown_to_everybody(coach, student, login, change):
    shown(coach)
    User.objects.filter(pk=coach.pk).update(**change)
    assert Client().get(address(coach)).status_code == 404
    assert login(student).get(address(coach)).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"file": "x"}, {"file": "999999"}, {"file": "-1"}])
def test_what_names_no_file_of_ones_own_is_refused(student, login, sent):
    answer = login(student).post("/settings/picture", sent, headers={"Accept": "application/json"})
    assert answer.status_code in (404, 422)
    student.refresh_from_db()
    assert student.picture == ""


def test_a_program_is_told_how_far_it_is(student, login, time_machine):
    time_machine.move_to(NOW)
    file = brought(student)
    headers = {"Accept": "application/json"}
    browser = login(student)
    told = browser.post("/settings/picture", {"file": file.pk}, headers=headers)
    assert (told.status_code, told.json()) == (200, {"state": "checking", "refusal": ""})
    check_file(file.pk, now=NOW)
    assert browser.get("/settings/picture", headers=headers).json()["state"] == "ready"
