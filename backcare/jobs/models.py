"""What is still to be done, what could not be done, and what comes again."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        """Jobs that will be tried, now or later, or that are being tried."""
        return self.filter(given_up_at=None)

    def given_up(self) -> "JobQuerySet":
        """Jobs that nobody will try again unless somebody asks for it."""
        return self.exclude(given_up_at=None)

    def due(self, now: datetime) -> "JobQuerySet":
        """Jobs whose time has come and that no living worker has taken."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=now)
        return self.waiting().filter(free, run_at__lte=now)


class Job(models.Model):
    """A piece of work. Its row is deleted when it is done."""

    name = models.CharField(_("what"), max_length=100)
    payload = models.JSONField(_("with what"), default=dict)
    run_at = models.DateTimeField(_("next try"))
    give_up_at = models.DateTimeField(_("tried until"))
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    # A worker has the job until then; it is also the proof that it still has it.
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    last_error = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("queued"), auto_now_add=True)
    given_up_at = models.DateTimeField(_("given up"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        # The desk shows none but those that were given up.
        verbose_name = _("failed job")
        verbose_name_plural = _("failed work")
        ordering = ["-given_up_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_up_at=None) | Q(claimed_until=None),
                name="job_given_up_is_unclaimed",
            ),
        ]
        indexes = [
            models.Index("run_at", "id", condition=Q(given_up_at=None), name="job_waiting"),
            models.Index("name", condition=Q(given_up_at=None), name="job_waiting_by_name"),
            models.Index("given_up_at", condition=~Q(given_up_at=None), name="job_given_up"),
        ]
        permissions = [("retry_job", "Can try failed work again")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Recurring(models.Model):
    """When a recurring job is due next. The row is made when its name is first seen."""

    name = models.CharField(_("what"), max_length=100, unique=True)
    next_due = models.DateTimeField(_("next due"))
    last_run_at = models.DateTimeField(_("last done"), null=True)

    class Meta:
        verbose_name = _("recurring job")
        verbose_name_plural = _("recurring jobs")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
