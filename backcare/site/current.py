"""The site's settings and safety text, as every page needs them.

Each process reads them once, and anew when they have changed, as the page cache knows.
"""

import threading
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backcare.pagecache import tags
from backcare.pagecache.changes import said_here
from backcare.pagecache.generations import generations
from backcare.pagecache.recording import until
from backcare.publishing.lines import lines

from .models import ACCENT_DARK, ACCENT_LIGHT, InformationPage, SafetyText, SiteSettings


@dataclass(frozen=True)
class Logo:
    """What a template needs of the logo. ``width`` and ``height`` in pixels."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Safety:
    """The signs of each level, one sentence part each; ``version`` 0 when none is written."""

    version: int
    emergency: tuple[str, ...]
    urgent: tuple[str, ...]
    doctor: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    """What is said once for the whole site."""

    name: str
    tagline: str
    logo: Logo | None
    information: tuple[InformationPage, ...]
    accent_light: str
    accent_dark: str
    contact_email: str
    comments_close_after_days: int | None
    exercises_need_reviewer: bool
    disclaimer: str
    emergency_number: str
    emergency_place: str
    urgent_number: str
    urgent_service: str
    crisis_number: str
    crisis_service: str
    doctor_name: str
    safety: Safety

    @property
    def information_pages(self) -> list[InformationPage]:
        """The pages about the site that readers see now, without their texts."""
        for page in self.information:
            until(page.live_at)
            until(page.expires_at)
        return [page for page in self.information if page.is_live]

    @property
    def has_own_accent(self) -> bool:
        """Whether the colours differ from those in the stylesheet of every page."""
        return (self.accent_light, self.accent_dark) != (ACCENT_LIGHT, ACCENT_DARK)

    @property
    def care_headings(self) -> dict[str, str]:
        """The heading of a care box for each level; the lines below go on from it."""
        urgent = (
            _("Ask for an urgent appointment or call %(service)s if:")
            if self.urgent_service
            else _("Ask for an urgent appointment if:")
        )
        return {
            "emergency": _("Call %(number)s or go to %(place)s now if you have back pain and:")
            % {"number": self.emergency_number, "place": self.emergency_place},
            "urgent": urgent % {"service": self.urgent_service},
            "doctor": _("See a %(doctor)s if:") % {"doctor": self.doctor_name},
            "tip": _("Tip"),
        }


class _Memory(threading.local):
    """What this thread has read within a transaction that changes the settings."""

    changing: "tuple[object, Site] | None" = None


# Of the whole process: the generation of the page cache before the settings were read, and they.
_kept: tuple[int, Site] | None = None
_memory = _Memory()


def current_site() -> Site:
    """The site as its editors have set it; Django's defaults before they have.

    Read once, and anew when it has changed. Who is changing it sees that before others do.
    """
    global _kept
    mine = next((said for said in said_here() if tags.EVERYTHING in said.what), None)
    if mine is not None:
        if _memory.changing is None or _memory.changing[0] is not mine:
            _memory.changing = (mine, _read())
        return _memory.changing[1]
    table, kept = generations(), _kept
    if kept is None or not table.is_good((tags.EVERYTHING,), kept[0]):
        kept = _kept = (table.now, _read())
    return kept[1]


def forget_changes(**kwargs: object) -> None:
    """Have this thread read anew what it is changing."""
    _memory.changing = None


def forget_site() -> None:
    """Have the settings read anew; for who replaces the database itself."""
    global _kept
    _kept = None
    forget_changes()


def _read() -> Site:
    row = SiteSettings.objects.select_related("logo").first() or SiteSettings()
    text = SafetyText.objects.first()
    logo = None
    if row.logo is not None:
        logo = Logo(row.logo.src, row.name, row.logo.width, row.logo.height)
    return Site(
        name=row.name,
        tagline=row.tagline,
        logo=logo,
        information=tuple(
            InformationPage.objects.live_or_to_come().order_by("title").defer("body")
        ),
        accent_light=row.accent_light,
        accent_dark=row.accent_dark,
        contact_email=row.contact_email,
        comments_close_after_days=row.comments_close_after_days,
        exercises_need_reviewer=row.exercises_need_reviewer,
        disclaimer=row.disclaimer,
        emergency_number=row.emergency_number,
        emergency_place=row.emergency_place,
        urgent_number=row.urgent_number,
        urgent_service=row.urgent_service,
        crisis_number=row.crisis_number,
        crisis_service=row.crisis_service,
        doctor_name=row.doctor_name,
        safety=Safety(
            version=text.pk if text else 0,
            emergency=tuple(lines(text.emergency)) if text else (),
            urgent=tuple(lines(text.urgent)) if text else (),
            doctor=tuple(lines(text.doctor)) if text else (),
        ),
    )
