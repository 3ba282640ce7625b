"""What a device keeps of the site: the service worker, the manifest, the page without a connection.

The worker itself is ``static/js/offline/worker.js``, and says how it works.
"""

import json
from zlib import crc32

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from backcare.publishing.kinds import kinds
from backcare.publishing.views import plain_meta, trail

from .current import Site, current_site
from .safety import care_cards

# Pages that a device keeps; the oldest makes room, unless the reader chose to keep it.
MOST_PAGES = 60
# Every change of a reader's own routine is an address of its own (what follows the "?"): of those
# that nobody chose to keep only so many of the pages are kept.
MOST_OWN = 10
# What the page without a connection is made of. Other files are kept with the pages that use them.
SHELL = ("css/site.css", "js/theme.js", "js/offline/register.js", "js/offline/kept.js")
# Pixels, and what the platform may do with the icon: cut it to its own shape, or not.
ICONS = ((192, "any"), (512, "any"), (192, "maskable"), (512, "maskable"))
GROUND_LIGHT = "#ffffff"

# Names of addresses that are kept beside the pages of a kind.
_kept: list[str] = []


def keep_offline(name: str) -> None:
    """Have devices keep the page with this name, which is no kind's. For ``AppConfig.ready()``."""
    if name not in _kept:
        _kept.append(name)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: what it must know of this version of the site, and where its code is.

    Browsers install it anew whenever a byte of the answer has changed: a file, the safety text,
    the name of the site. It runs below the root, so that it may serve every page.
    """
    known = json.dumps(_known(current_site()), ensure_ascii=True, indent=1)
    code = json.dumps(static("js/offline/worker.js"))
    return HttpResponse(
        f"self.SITE = {known};\nimportScripts({code});\n",
        content_type="text/javascript; charset=utf-8",
    )


def _known(site: Site) -> dict[str, object]:
    shell = [static(name) for name in SHELL]
    if site.has_own_accent:
        shell.append(reverse("site:stylesheet"))
    told = (site.name, site.emergency_number, site.emergency_place, site.urgent_service)
    edition = f"{site.safety.version}-{crc32(' '.join(told).encode()):08x}"
    return {
        # Of all static files together; unhashed files, for developers, have none.
        "version": f"{getattr(staticfiles_storage, 'manifest_hash', '')}-{edition}",
        "edition": edition,
        "language": get_language(),
        "offline": reverse("site:offline"),
        "shell": shell,
        "static": settings.STATIC_URL,
        # Pages for doing are wanted on the floor of a room without a connection.
        "kept": [
            *(kind.list_url for kind in kinds if kind.is_practice and kind.list_url),
            *map(reverse, _kept),
        ],
        "most": MOST_PAGES,
        "mostOwn": MOST_OWN,
        "words": {
            "saved": _(
                "You are offline, or the connection is very slow. This page was saved on {date}; "
                "its safety advice may have changed since."
            ),
            "unread": _("You are offline, and this page is not kept on this device."),
        },
    }


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the site installable: its name, colours and icons."""
    site = current_site()
    return JsonResponse(
        {
            "id": "/",
            "name": site.name,
            "short_name": site.name[:12].strip(),
            "description": site.tagline or site.name,
            "lang": get_language(),
            "start_url": reverse("publishing:home"),
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND_LIGHT,
            "theme_color": GROUND_LIGHT,
            "icons": [
                {
                    "src": static(f"img/icon-{purpose}-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the device keeps. It stands in for every page that cannot be had offline."""
    breadcrumbs = trail((_("Kept on this device"), reverse("site:offline")))
    meta = plain_meta(
        _("Kept on this device"),
        _("The exercises and routines that this device keeps, to be read without a connection."),
        breadcrumbs,
        schema_type="WebPage",
    )
    meta.robots = "noindex"
    context = {
        "meta": meta,
        "breadcrumbs": breadcrumbs,
        "safety": care_cards(current_site()),
        "most": MOST_PAGES,
    }
    return render(request, "site/offline.html", context)
