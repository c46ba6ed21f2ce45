"""Run inside the product's shell: one student and twenty-four coaches who talk."""

from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from chat.timeline.append import append
from chat.timeline.numbers import conversation_for
from chat.timeline.statements import NewMessage
from core import clock


def person(name, email, **fields):
    user = User.objects.create_user(email, "skileez-demo", display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


def make():
    student = person("Crowded Student", "crowd@demo.test", is_student=True)
    for number in range(1, 25):
        coach = person(f"Coach {number:02}", f"crowd{number:02}@demo.test", is_coach=True)
        with transaction.atomic():
            place = conversation_for(student_id=student.pk, coach_id=coach.pk, now=clock.now())
        say(place, "Hello")


def say(place, text):
    message = NewMessage(
        conversation_id=place.pk, author_id=place.coach_id, client_id=uuid4(), body=text,
        at=clock.now(),
    )  # fmt: skip
    append([message])
