"""People, and what coaches say of themselves."""

import uuid
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.impersonation import validate_name
from accounts.newcomers import equip
from core.bidi import isolated
from core.searching import WordsField
from core.zones import validate_zone


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """The account that has proven to own this address."""
        address = (username or "").lower()
        return self.get(email=address, emailaddress__email=address, emailaddress__verified=True)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with a login; the email is kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        equip(user)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Staff. Whoever runs the installation vouches for the address."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        apps.get_model("account", "EmailAddress").objects.create(
            user=user, email=user.email, primary=True, verified=True
        )
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """An account. It may be student, coach or both; sides are fixed per conversation, never here."""

    # In lower case. Several accounts may name one address, and one of them at most has proven to own it:
    # to refuse the next would tell strangers that there is one (docs/adr/0009).
    email = models.EmailField(_("email"), max_length=254, db_index=True)
    display_name = models.CharField(_("name"), max_length=80, validators=[validate_name])
    timezone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_zone]
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    is_student = models.BooleanField(_("learns"), default=False)
    is_coach = models.BooleanField(_("coaches"), default=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    shows_read_markers = models.BooleanField(_("show others what I have read"), default=True)
    date_joined = models.DateTimeField(default=now, editable=False)
    # By what the picture of now is asked for (`files.pictures`); empty where initials stand.
    picture = models.CharField(max_length=32, blank=True, editable=False)
    # How often all access was ended: what was handed out under an earlier number opens nothing.
    access_number = models.PositiveIntegerField(default=0, editable=False)

    # When who signed up was last asked to confirm the address. None once somebody did, or if never asked.
    proof_asked_at = models.DateTimeField(null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="address_in_lower_case")
        ]
        indexes = [
            models.Index(
                fields=["proof_asked_at"],
                condition=Q(proof_asked_at__isnull=False),
                name="proof_waited_for",
            ),
            models.Index(fields=["picture"], condition=~Q(picture=""), name="person_of_picture"),
        ]

    def __str__(self) -> str:
        return isolated(self.display_name or self.email)

    def get_full_name(self) -> str:
        """The name as sentences hold it, whichever way it runs; `display_name` is as it was written."""
        return isolated(self.display_name)

    def get_short_name(self) -> str:
        return isolated(self.display_name.split(" ", 1)[0])

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session has to know to be this person's; Django lets it depend on the password alone."""
        known = f"{self.password}|{self.access_number}"
        return salted_hmac("accounts.session", known, secret=secret, algorithm="sha256").hexdigest()


class Skill(models.Model):
    """A skill tag, shared by coaches' profiles and learning requests. `slug` is its identity."""

    name = models.CharField(max_length=40)
    slug = models.SlugField(max_length=50, unique=True, allow_unicode=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CoachProfile(models.Model):
    """What a coach shows; staff approve it once, and editing never takes it back."""

    class Approval(models.TextChoices):
        DRAFT = "draft", _("not sent in")
        PENDING = "pending", _("waiting for approval")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coach_profile"
    )
    approval = models.CharField(max_length=10, choices=Approval, default=Approval.DRAFT)
    refusal_reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=100, blank=True)
    bio = models.TextField(max_length=5000, blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="coaches")
    languages = models.JSONField(default=list, blank=True)
    experience = models.TextField(max_length=2000, blank=True)
    education = models.TextField(max_length=2000, blank=True)
    portfolio_links = models.JSONField(default=list, blank=True)
    hourly_rate = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    # Of name, title, text and skills, for finding coaches.
    words = WordsField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["currency", f"{order}hourly_rate", "id"],
                condition=models.Q(approval="approved"),
                name=name,
            )
            for order, name in (("", "coach_cheap"), ("-", "coach_dear"))
        ]

    def __str__(self) -> str:
        return f"{self.user}: {isolated(self.title)}"

    @property
    def is_approved(self) -> bool:
        return self.approval == self.Approval.APPROVED


class AddressChange(models.Model):
    """That somebody wished for another address. The old one can stop it by `key`, until `stop_until`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_changes"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    old_address = models.EmailField(max_length=254)
    old_was_proven = models.BooleanField()
    new_address = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True, blank=True)  # when it was confirmed
    stop_until = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["old_address"], name="address_given_up")]

    def __str__(self) -> str:
        return f"{self.old_address} → {self.new_address}"


class LoginNote(models.Model):
    """Something that happened to how this person logs in; kept for ninety days, shown to them alone."""

    class Kind(models.TextChoices):
        LOGGED_IN = "logged_in", _("Logged in")
        FAILED = "failed", _("A wrong password or code")
        PASSWORD = "password", _("A new password")
        ADDRESS_ASKED = "address_asked", _("A change of the address was asked for")
        ADDRESS = "address", _("The address was changed")
        ADDRESS_STOPPED = "address_stopped", _("The change of the address was stopped")
        FACTOR_ADDED = "factor_added", _("A second step was set up")
        FACTOR_REMOVED = "factor_removed", _("A second step was taken away")
        CODES = "codes", _("New recovery codes")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_notes"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField()
    network = models.CharField(max_length=45)  # the first part of the address, not all of it
    user_agent = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="login_note_of_user")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.user}"


class TryCount(models.Model):
    """How often a password or a code was tried lately. `name` is a hash of who tried what; see `tries`."""

    name = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"
