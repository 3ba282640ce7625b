"""The site's own pages: contact, its colours, its icons."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from backcare.http.client import client_address
from backcare.http.origin import same_origin_only
from backcare.pagecache.query import cacheable
from backcare.publishing.views import plain_meta, trail

from .contact import is_too_often, take_in
from .current import current_site
from .forms import ContactForm


@cacheable()
@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_only
def contact(request: HttpRequest) -> HttpResponse:
    """The contact form; a message is stored, queued, and answered with a page of its own."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    too_often = False
    if form.is_valid():  # Never before it is posted.
        too_often = is_too_often(client_address(request))
        if not too_often:
            is_mailed = take_in(form.save(commit=False))
            return redirect("site:contact_sent" if is_mailed else "site:contact_kept")
        form.add_error(
            None, _("You have sent many messages within an hour. Please send this one later.")
        )
    status = 429 if too_often else 422 if form.errors else 200
    return render(request, "site/contact.html", _context(form=form), status=status)


@require_safe
def contact_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "site/contact_sent.html", _context(is_sent=True))


@require_safe
def contact_kept(request: HttpRequest) -> HttpResponse:
    """The message is in the desk, but no mail will go out; the reader is told so."""
    return render(request, "site/contact_sent.html", _context(is_sent=False))


@cacheable()
@require_safe
@cache_control(public=True, max_age=300)
def stylesheet(request: HttpRequest) -> HttpResponse:
    """The accent colours of the site. A stylesheet, since the policy allows no inline style."""
    site = current_site()
    css = f":root{{--accent-light:{site.accent_light};--accent-dark:{site.accent_dark}}}\n"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@cacheable()
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    text = (
        "User-agent: *\nDisallow: /admin/\nDisallow: /preview/\nDisallow: /search/\n"
        "Allow: /comments/feed/\nDisallow: /comments/\nDisallow: /problems/\n\n"
        f"Sitemap: {settings.ORIGIN}/sitemap.xml\n"
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers and feed readers look that have read no page: the icon that pages name."""
    return redirect(static("img/icon-any-192.png"))


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; served in development only."""
    return render(request, "site/styleguide.html", _context(form=ContactForm({})))


def _context(**extra: object) -> dict:
    breadcrumbs = trail((_("Contact"), reverse("site:contact")))
    meta = plain_meta(
        _("Contact"),
        _("Write to the editors of this site: a correction, a question, a suggestion."),
        breadcrumbs,
        schema_type="ContactPage",
    )
    return {"meta": meta, "breadcrumbs": breadcrumbs, **extra}
