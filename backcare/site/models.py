"""What is said once for the whole site: its name, its safety text, its own pages, its post."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from backcare.publishing.models import Page
from backcare.publishing.models.body import WithBody

HEX_COLOUR = re.compile(r"#[0-9a-f]{6}")
# WCAG 1.4.6 asks for 7:1 for text; links and buttons are text.
LEAST_CONTRAST = 7.0
# Those of static/css/tokens.css.
ACCENT_LIGHT = "#0b5c4f"
ACCENT_DARK = "#7fd6c2"
LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#121816"


def luminance(colour: str) -> float:
    """The relative luminance (0 black to 1 white) of a colour like "#0b5c4f".

    Source: WCAG 2.2, definition of relative luminance.
    """
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21. Source: WCAG 2.2."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def _check_accent(colour: str, ground: str) -> None:
    if not HEX_COLOUR.fullmatch(colour):
        raise ValidationError(_("Write the colour as # and six digits, for example #0b5c4f."))
    ratio = contrast(colour, ground)
    if ratio < LEAST_CONTRAST:
        raise ValidationError(
            _("Contrast with the page is only %(ratio).1f to 1; readers need 7 to 1."),
            params={"ratio": ratio},
        )


def readable_on_light(colour: str) -> None:
    """Raise ValidationError unless the colour can be read on the light ground."""
    _check_accent(colour, LIGHT_GROUND)


def readable_on_dark(colour: str) -> None:
    """Raise ValidationError unless the colour can be read on the dark ground."""
    _check_accent(colour, DARK_GROUND)


class SiteSettings(models.Model):
    """The one row of what an editor can set for the whole site."""

    name = models.CharField(_("name"), max_length=60, default="Backcare")
    tagline = models.CharField(_("tagline"), max_length=150, blank=True)
    logo = models.ForeignKey(
        "library.Image",
        verbose_name=_("logo"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    accent_light = models.CharField(
        _("accent colour, light"),
        max_length=7,
        default=ACCENT_LIGHT,
        validators=[readable_on_light],
        help_text=_("Links and buttons on a white page."),
    )
    accent_dark = models.CharField(
        _("accent colour, dark"),
        max_length=7,
        default=ACCENT_DARK,
        validators=[readable_on_dark],
        help_text=_("Links and buttons on a dark page."),
    )
    contact_email = models.EmailField(
        _("contact address"),
        blank=True,
        help_text=_("Messages from the contact page are sent here. Readers don't see it."),
    )
    comments_close_after_days = models.PositiveSmallIntegerField(
        _("close comments after (days)"),
        null=True,
        blank=True,
        help_text=_(
            "Counted from a page's publication. Leave empty to keep them open; 0 closes them all. "
            "What has been said stays."
        ),
    )
    exercises_need_reviewer = models.BooleanField(
        _("exercises need a reviewer"),
        default=True,
        db_default=True,
        help_text=_("An exercise that nobody has reviewed can't be published."),
    )
    disclaimer = models.TextField(
        _("disclaimer"),
        default="General information for adults. It does not replace a health professional.",
        help_text=_("One or two sentences, shown at the foot of every page."),
    )
    emergency_number = models.CharField(_("emergency number"), max_length=20, default="999")
    emergency_place = models.CharField(
        _("emergency department"),
        max_length=60,
        default="A&E",
        help_text=_("What readers call it: A&E, the emergency department, the ER."),
    )
    urgent_number = models.CharField(
        _("number for urgent advice"), max_length=20, default="111", blank=True
    )
    urgent_service = models.CharField(
        _("service for urgent advice"), max_length=60, default="NHS 111", blank=True
    )
    crisis_number = models.CharField(
        _("number for people in despair"),
        max_length=20,
        default="116 123",
        db_default="116 123",
        blank=True,
    )
    crisis_service = models.CharField(
        _("who answers it"),
        max_length=60,
        default="Samaritans",
        db_default="Samaritans",
        blank=True,
        help_text=_("Shown to whoever writes in a comment that they want to die."),
    )
    doctor_name = models.CharField(
        _("who to see otherwise"),
        max_length=60,
        default="GP or physiotherapist",
        help_text=_("What readers call them. Goes on from “See a”: GP, family doctor."),
    )

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


class SafetyText(models.Model):
    """A version of the signs that need help; the newest is shown on every page of advice.

    A version is never changed, so that what stood on the site on a given day can be shown.
    """

    emergency = models.TextField(
        _("emergency signs"),
        help_text=_(
            "One a line. Each goes on from “… now if you have back pain and:”. The number and "
            "the place before that are those of the site settings."
        ),
    )
    urgent = models.TextField(
        _("urgent signs"),
        help_text=_("One a line. Each goes on from “Ask for an urgent appointment if:”."),
    )
    doctor = models.TextField(
        _("reasons to see a doctor"),
        help_text=_(
            "One a line. Each goes on from “See a … if:”; whom to see is in the site settings."
        ),
    )
    note = models.CharField(
        _("what changed, and why"), max_length=300, help_text=_("For the record, with the source.")
    )
    created_at = models.DateTimeField(_("in force from"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("safety text")
        verbose_name_plural = _("safety text")
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{_('Version')} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValueError("What stood on the site stays on record: write a new version.")
        super().save(*args, **kwargs)


class InformationPage(WithBody, Page):
    """A page about the site itself: about, privacy, disclaimer."""

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")


class ContactMessage(models.Model):
    """What a reader wrote through the contact page, whether or not the mail arrived."""

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    message = models.TextField(_("message"), max_length=5000)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)
    mailed_at = models.DateTimeField(_("sent on by e-mail"), null=True, editable=False)
    is_suspect = models.BooleanField(
        _("perhaps from a program"),
        default=False,
        editable=False,
        help_text=_("A field was filled in that people do not see. Such messages are not mailed."),
    )
    is_done = models.BooleanField(_("dealt with"), default=False)

    class Meta:
        verbose_name = _("contact message")
        verbose_name_plural = _("contact messages")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.created_at:%Y-%m-%d}"
