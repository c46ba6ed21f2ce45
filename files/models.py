"""Files that people bring: one row from the first byte until after the last reader."""

from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import visible_profiles


def random_folder() -> str:
    """Where the bytes lie: a name that nobody can guess and nobody is told."""
    return uuid4().hex


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, user: User) -> "FileQuerySet":
        """Whoever brought it, and once it was found good also those whom it was shared with."""
        shared = Q(state=File.State.READY, pk__in=Share.objects.filter(person=user).values("file"))
        return self.filter(Q(owner=user) | shared, deleted_at=None)

    def pictures_for(self, viewer: User | AnonymousUser) -> "FileQuerySet":
        """By which people are shown: to who is logged in, and those beside a public profile to everybody."""
        shown = self.filter(state=File.State.READY, deleted_at=None, sent_at__isnull=False)
        shown = shown.filter(target__startswith="picture:").exclude(owner__picture="")
        if viewer.is_authenticated:
            return shown
        return shown.filter(owner__coach_profile__in=visible_profiles())

    def standing(self) -> "FileQuerySet":
        """What takes up room."""
        return self.filter(deleted_at=None).exclude(state=File.State.REFUSED)


class File(models.Model):
    """One file. `parts` are the names of its pieces in the storage while it arrives and is checked."""

    class State(models.TextChoices):
        ARRIVING = "arriving", _("arriving")
        CHECKING = "checking", _("being checked")
        READY = "ready", _("ready")
        REFUSED = "refused", _("refused")

    class Kind(models.TextChoices):
        IMAGE = "image", _("picture")
        PDF = "pdf", _("PDF")
        AUDIO = "audio", _("sound")
        VIDEO = "video", _("video")
        OTHER = "other", _("document")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="files", db_index=False
    )
    # What it is meant for, such as "conversation:12"; `files.targets` knows who may add to it.
    target = models.CharField(max_length=60)
    client_id = models.UUIDField()
    folder = models.CharField(max_length=32, default=random_folder, editable=False)
    name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()  # bytes, as they were announced
    received = models.PositiveBigIntegerField(default=0)  # bytes
    parts = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ARRIVING)
    # Known once it was opened.
    kind = models.CharField(max_length=5, choices=Kind, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    stored_size = models.PositiveBigIntegerField(default=0)  # bytes; a photo loses its notes
    width = models.PositiveIntegerField(default=0)  # pixels, of a picture
    height = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)  # of a PDF
    previews = models.PositiveSmallIntegerField(default=0)
    location_removed = models.BooleanField(default=False)
    was_scanned = models.BooleanField(default=False)
    refusal = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()  # unless it was sent by then
    check_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "target", "client_id"], name="one_file_per_key"
            ),
            models.CheckConstraint(
                condition=Q(received__lte=models.F("size")), name="file_is_no_longer_than_announced"
            ),
        ]
        indexes = [
            models.Index(fields=["target"], name="file_target"),
            models.Index(
                fields=["expires_at"], condition=Q(sent_at__isnull=True), name="file_unsent"
            ),
            models.Index(fields=["check_at"], condition=Q(state="checking"), name="file_to_check"),
            models.Index(
                fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="file_deleted"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.pk])


class Share(models.Model):
    """That this person may read this file."""

    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="shares", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "person"], name="one_share_per_person")
        ]
