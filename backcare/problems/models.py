"""What readers report of a page: a wrong fact, an unclear sentence, something that fails."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page

LONGEST_MESSAGE = 2000


class ProblemQuerySet(models.QuerySet):
    def waiting(self) -> "ProblemQuerySet":
        """Those on which nobody has decided."""
        return self.filter(state__in=[Problem.State.NEW, Problem.State.IN_HAND])


class Problem(models.Model):
    """A report of a reader, tied to the page that it is about, with what became of it."""

    class Kind(models.TextChoices):
        FACT = "fact", _("Something is wrong or out of date")
        UNCLEAR = "unclear", _("Something is hard to understand")
        SAFETY = "safety", _("Something could hurt people")
        BROKEN = "broken", _("Something does not work")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("New")
        IN_HAND = "in-hand", _("In hand")
        SOLVED = "solved", _("Solved")
        NO_CHANGE = "no-change", _("Nothing to change")

    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="problems"
    )
    kind = models.CharField(_("what is wrong"), max_length=7, choices=Kind.choices)
    message = models.TextField(_("in the reader's words"), max_length=LONGEST_MESSAGE)
    email = models.EmailField(_("e-mail address"), blank=True)
    is_suspect = models.BooleanField(
        _("perhaps from a program"),
        default=False,
        help_text=_("A field was filled in that people do not see."),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.NEW, db_index=True
    )
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    note = models.TextField(_("note for the desk"), blank=True)
    reply = models.TextField(_("reply to the reader"), max_length=5000, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, editable=False)
    settled_at = models.DateTimeField(_("settled"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems that readers report")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "in-hand"], settled_at=None)
                | Q(state__in=["solved", "no-change"], settled_at__isnull=False),
                name="problem_settled_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.created_at:%Y-%m-%d})"

    @property
    def is_settled(self) -> bool:
        return self.state in {self.State.SOLVED, self.State.NO_CHANGE}
