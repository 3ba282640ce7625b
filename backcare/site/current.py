"""The site's settings and safety text, as every page needs them.

They are read once and kept in the cache that all workers share; a change clears it when its
transaction commits.
"""

from dataclasses import dataclass, fields
from secrets import token_hex
from zlib import crc32

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

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
    disclaimer: str
    emergency_number: str
    emergency_place: str
    urgent_number: str
    urgent_service: str
    doctor_name: str
    safety: Safety

    @property
    def information_pages(self) -> list[InformationPage]:
        """The pages about the site that readers see now, without their texts."""
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


# What an earlier release has left in the cache lacks what this one has added.
SHAPE = [field.name for part in (Site, Logo, Safety) for field in fields(part)]
CACHE_KEY = f"site-{crc32(' '.join(SHAPE).encode())}"
EDITION_KEY = f"{CACHE_KEY}-edition"


def current_site() -> Site:
    """The site as its editors have set it; Django's defaults before they have."""
    # Whoever has read the rows before a change stores them under the edition before it, where
    # nobody looks any more.
    key = f"{CACHE_KEY}-{cache.get(EDITION_KEY, '')}"
    site = cache.get(key)
    if not isinstance(site, Site):
        site = _read()
        cache.set(key, site, timeout=3600)
    return site


def forget_site() -> None:
    """Have the settings read anew once the running transaction has committed."""
    transaction.on_commit(lambda: cache.set(EDITION_KEY, token_hex(8), timeout=None))


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
        disclaimer=row.disclaimer,
        emergency_number=row.emergency_number,
        emergency_place=row.emergency_place,
        urgent_number=row.urgent_number,
        urgent_service=row.urgent_service,
        doctor_name=row.doctor_name,
        safety=Safety(
            version=text.pk if text else 0,
            emergency=tuple(lines(text.emergency)) if text else (),
            urgent=tuple(lines(text.urgent)) if text else (),
            doctor=tuple(lines(text.doctor)) if text else (),
        ),
    )
