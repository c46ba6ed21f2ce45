"""When people can be booked, and the time that they have given away."""

from django.conf import settings
from django.db import models

from core.zones import validate_zone

NOTICE_MINUTES_DEFAULT = 12 * 60
HORIZON_DAYS_DEFAULT = 60


class Calendar(models.Model):
    """A person's booking rules, and the row that is locked before anything blocks that person's time.

    The weekly ranges are wall-clock in `timezone`; an empty one means the person's own zone.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar"
    )
    timezone = models.CharField(max_length=64, blank=True, validators=[validate_zone])
    buffer_minutes = models.PositiveSmallIntegerField(default=0)
    notice_minutes = models.PositiveIntegerField(default=NOTICE_MINUTES_DEFAULT)
    horizon_days = models.PositiveSmallIntegerField(default=HORIZON_DAYS_DEFAULT)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"calendar of {self.user}"

    @property
    def zone_name(self) -> str:
        return self.timezone or self.user.timezone


class WeeklyRange(models.Model):
    """Free every week from `starts_minute` to `ends_minute` of the wall-clock day (0 to 1440)."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="weekly_ranges")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    starts_minute = models.PositiveSmallIntegerField()
    ends_minute = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["weekday", "starts_minute"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    weekday__lte=6, ends_minute__lte=1440, starts_minute__lt=models.F("ends_minute")
                ),
                name="weekly_range_is_sound",
            )
        ]


class DateOverride(models.Model):
    """Replaces the weekly ranges on one date; `ranges` is a list of [starts_minute, ends_minute]."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="date_overrides")
    day = models.DateField()
    ranges = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="one_override_per_day")
        ]


class BusySlot(models.Model):
    """Time that one person has given away: half-open [starts_at, ends_at).

    `session_id` is the id of the session that blocks it; the sessions app, above this one, keeps it true.
    No two slots of one person overlap: an exclusion constraint on PostgreSQL, a re-check on SQLite.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="busy_slots"
    )
    session_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "session_id"], name="one_slot_per_session"),
            models.CheckConstraint(
                condition=models.Q(starts_at__lt=models.F("ends_at")), name="slot_has_a_length"
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_at"], name="slot_by_start")]
