"""Which links stand on which page, and what is known of where they lead."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from backcare.addresses.models import Redirect
from backcare.publishing.models import Page

LONGEST_URL = 2000  # characters


class State(models.TextChoices):
    """What becomes of a reader who follows a link; the worst first."""

    BROKEN = "broken", _("Broken")
    HIDDEN = "hidden", _("Leads to a page that readers can't see")
    ANCHOR = "anchor", _("The place on the page is not there")
    MOVED = "moved", _("Moved for good")
    UNSURE = "unsure", _("Unsure")
    NEW = "new", _("Not checked yet")
    OK = "ok", _("In order")


# A reader who follows one of these ends nowhere, or elsewhere than was meant.
BAD = (State.BROKEN, State.HIDDEN, State.ANCHOR)


class LinkQuerySet(models.QuerySet["Link"]):
    def in_use(self) -> "LinkQuerySet":
        """Links on pages that are live, will be, or are in work."""
        return self.filter(Exists(PageLink.objects.current().filter(link=OuterRef("pk"))))

    def before_readers(self) -> "LinkQuerySet":
        """Links on pages that readers see now."""
        live = PageLink.objects.filter(page__in=Page.objects.live())
        return self.filter(Exists(live.filter(link=OuterRef("pk"))))

    def with_state(self) -> "LinkQuerySet":
        """With ``now``, the State, and its ``rank``, the worst being 0.

        What leads to a page of ours is decided by the clock of the query, like the page itself.
        """
        live = Page.objects.live().order_by()
        place = {"kind": OuterRef("page_kind"), "slug": OuterRef("slug")}
        at_place = Page.objects.originals().order_by().filter(**place)
        redirects = Redirect.objects.order_by().filter(
            Q(new_path__gt="") | Q(page__in=live), old_path=OuterRef("path")
        )
        is_there = Exists(live.filter(**place))
        now = Case(
            When(
                Q(kind=Link.Kind.REFERENCE) & Exists(live.filter(pk=OuterRef("target"))),
                then=Value(State.OK),
            ),
            When(kind=Link.Kind.REFERENCE, then=Value(State.HIDDEN)),
            When(kind=Link.Kind.ANCHOR, anchor_found=False, then=Value(State.ANCHOR)),
            When(kind=Link.Kind.ANCHOR, then=Value(State.OK)),
            When(Q(kind=Link.Kind.PAGE, anchor_found=False) & is_there, then=Value(State.ANCHOR)),
            When(Q(kind=Link.Kind.PAGE) & is_there, then=Value(State.OK)),
            When(Q(kind=Link.Kind.PAGE) & Exists(redirects), then=Value(State.MOVED)),
            When(Q(kind=Link.Kind.PAGE) & Exists(at_place), then=Value(State.HIDDEN)),
            When(kind=Link.Kind.PAGE, then=Value(State.BROKEN)),
            default=F("state"),
            output_field=models.CharField(),
        )
        ranks = [When(now=state, then=Value(rank)) for rank, state in enumerate(State)]
        rank = Case(*ranks, default=Value(len(ranks)), output_field=models.SmallIntegerField())
        return self.annotate(now=now).annotate(rank=rank)

    def worst_first(self) -> "LinkQuerySet":
        """In the order in which an editor will want them; needs ``with_state``."""
        return self.order_by("is_ignored", "rank", F("first_failed_at").asc(nulls_last=True), "pk")


class Host(models.Model):
    """A server elsewhere: it is asked one thing at a time, and not at all before it wishes."""

    name = models.CharField(max_length=255, unique=True)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A place that pages link to, once however many do."""

    class Kind(models.TextChoices):
        ELSEWHERE = "elsewhere", _("Elsewhere")
        PAGE = "page", _("A page, by its address")
        PLACE = "place", _("Another place of this site")
        REFERENCE = "reference", _("A page, chosen")
        ANCHOR = "anchor", _("A place on the same page")

    class Reason(models.TextChoices):
        STATUS = "status", _("The server says that it has no such page or can't show it")
        REFUSES = "refuses", _("The server turns programs away: look yourself")
        NO_HOST = "no-host", _("There is no server of this name")
        NO_ANSWER = "no-answer", _("The server does not answer")
        TOO_SLOW = "too-slow", _("The server takes too long")
        CERTIFICATE = "certificate", _("The server cannot prove who it is")
        REDIRECTS = "redirects", _("The server sends readers round and round")
        NOT_PUBLIC = "not-public", _("The address is not one of the public web")
        NO_PLACE = "no-place", _("The site has no such address")

    # The address as far as it is looked up, or the row: see reading.py.
    key = models.CharField(max_length=LONGEST_URL + 50, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, editable=False)
    url = models.CharField(_("address"), max_length=LONGEST_URL, blank=True, editable=False)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, null=True, editable=False)

    # Within the site. A reference and an anchor name the row, an address the place.
    target = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, related_name="+", editable=False
    )
    page_kind = models.CharField(max_length=20, blank=True, editable=False)
    slug = models.CharField(max_length=80, blank=True, editable=False)
    path = models.CharField(max_length=LONGEST_URL, blank=True, editable=False)
    fragment = models.CharField(max_length=LONGEST_URL, blank=True, editable=False)
    anchor_found = models.BooleanField(null=True, editable=False)

    # What was found when it was last looked up. For pages of ours the database knows better.
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.NEW, editable=False
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices, blank=True)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    final_url = models.CharField(_("leads on to"), max_length=LONGEST_URL, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    first_failed_at = models.DateTimeField(_("not working since"), null=True, blank=True)
    failed_on = models.DateField(null=True, editable=False)
    failed_days = models.PositiveSmallIntegerField(default=0, editable=False)
    next_due = models.DateTimeField(null=True, editable=False)
    is_ignored = models.BooleanField(_("ignored"), default=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_due"], condition=Q(next_due__isnull=False), name="link_due"),
            models.Index(
                fields=["page_kind", "slug"], condition=~Q(fragment=""), name="link_with_anchor"
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """Where it leads, as an address. A row that is a draft has no anchors for readers yet."""
        if self.target is None:
            return self.url
        try:
            path = self.target.get_absolute_url()
        except NoReverseMatch:  # A draft whose address is still to be made up.
            path = ""
        return f"{path}#{self.fragment}" if self.fragment else path


class PageLinkQuerySet(models.QuerySet["PageLink"]):
    def current(self) -> "PageLinkQuerySet":
        """On pages that are live, will be, or are in work: not on what has been archived."""
        return self.exclude(page__status=Page.Status.ARCHIVED)


class PageLink(models.Model):
    """That a page links to a place, and in which of its parts."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="page_links")
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="on_pages")
    # For example "articles.Resource.url": the words for it depend on the language.
    where = models.CharField(max_length=100)

    objects = PageLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a page")
        verbose_name_plural = _("links of pages")
        constraints = [
            models.UniqueConstraint(fields=["page", "link", "where"], name="page_link_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} > {self.link_id}"

    @property
    def where_label(self) -> str:
        """The part of the page in words; the field's own name for the page's fields."""
        label, _dot, name = self.where.rpartition(".")
        try:
            model: Any = apps.get_model(label)
            if issubclass(model, Page):
                return str(model._meta.get_field(name).verbose_name)
        except LookupError:
            return self.where
        return str(model._meta.verbose_name)
