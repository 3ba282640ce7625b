"""Who may do what with a page, and when: the guarded way to everything in ``drafting``.

Each transition is one function. It checks in one transaction, with the page locked, that the
person may do it and that the page stands where it can be done, does it, and leaves an entry in
the page's history: who, when and why.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backcare.people.models import User
from backcare.readiness import checking

from . import drafting, telling
from .kinds import kinds
from .models import Page, Revision

Status = Page.Status
Stage = Page.Stage
Words = str | Promise
Check = Callable[[User, Page], bool]


class Note(Enum):
    """Whether a transition asks why."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Transition:
    """A thing that is done with a page, as the desk offers it.

    ``question`` explains it to whoever is asked for a note or a time; without one it is done at
    once. ``at`` transitions take effect at a time. ``alone`` ones write rows of other pages.
    """

    do_not_call_in_templates: ClassVar[bool] = True  # They show its words.

    name: str
    label: Words
    question: Words
    note: Note
    at: bool
    alone: bool
    allowed: Check
    possible: Callable[[Page], bool]
    work: Callable[..., Page]

    @property
    def deed(self) -> str:
        """The label of the button that does it, without the dots of one that only asks."""
        return str(self.label).rstrip("…")

    def __call__(
        self,
        page: Page,
        by: User,
        *,
        note: str = "",
        at: datetime | None = None,
        version: int | None = None,
        **more: Any,
    ) -> Page:
        """Do it; returns the row that is there afterwards, of its own kind.

        ``version`` is the one that ``by`` has seen: the page must not have changed since.

        Raises PermissionDenied, or ValidationError with what to do.
        """
        with transaction.atomic():
            if self.alone:
                drafting.one_at_a_time()
            row = drafting.lock(page)
            if not self.allowed(by, row):
                raise PermissionDenied
            if not self.possible(row):
                raise ValidationError(
                    _("“%(title)s” has moved on: this can't be done now. Look at its state.")
                    % {"title": row.title}
                )
            if version is not None and version != row.version:
                raise ValidationError(
                    _("The draft has been changed since you opened it. Read it again first.")
                )
            note = " ".join(note.split())
            if self.note is Note.REQUIRED and not note:
                raise ValidationError({"note": _("Say what has to change.")})
            extra = {"at": at} if self.at else {}
            return self.work(row, by, note[:1000], **extra, **more)


TRANSITIONS: dict[str, Transition] = {}


def transition(
    label: Words,
    *,
    allowed: Check,
    possible: Callable[[Page], bool],
    question: Words = "",
    note: Note = Note.NONE,
    at: bool = False,
    alone: bool = False,
) -> Callable[[Callable[..., Page]], Transition]:
    """Make a guarded transition of the function that does it."""

    def make(work: Callable[..., Page]) -> Transition:
        made = Transition(work.__name__, label, question, note, at, alone, allowed, possible, work)
        TRANSITIONS[made.name] = made
        return made

    return make


def may(user: User, name: str, page: Page) -> bool:
    """Whether ``user`` may do the transition with ``page`` where it stands now."""
    known = TRANSITIONS[name]
    return known.possible(page) and known.allowed(user, page)


# Who ----------------------------------------------------------------------------------


def _has(user: User, action: str, page: Page) -> bool:
    options = kinds[page.kind].model._meta
    return user.has_perm(f"{options.app_label}.{action}_{options.model_name}")


def is_own(user: User, page: Page) -> bool:
    """Whether ``user`` began this row."""
    return page.created_by_id is not None and page.created_by_id == user.pk


def works_on(user: User, page: Page) -> bool:
    """Authors on what they began, editors on everything."""
    return _has(user, "change", page) and (
        is_own(user, page) or user.has_perm("publishing.edit_any_page")
    )


def publishes(user: User, page: Page) -> bool:
    return user.has_perm("publishing.publish_page") and _has(user, "change", page)


def is_named(user: User, page: Page) -> bool:
    """Whether the page names this person as its reviewer."""
    person = getattr(user, "contributor", None)
    return person is not None and page.reviewer_id == person.pk


def approves(user: User, page: Page) -> bool:
    """Only whom the page names, since that name and the date go on it."""
    return (
        is_named(user, page)
        and _has(user, "view", page)
        and (user.has_perm("publishing.review_page") or publishes(user, page))
    )


def judges(user: User, page: Page) -> bool:
    return approves(user, page) or publishes(user, page)


def confirms(user: User, page: Page) -> bool:
    """Whom the page names; where it names nobody, anyone whose work is to review."""
    if page.reviewer_id is not None:
        return approves(user, page)
    return (
        getattr(user, "contributor", None) is not None
        and _has(user, "view", page)
        and (user.has_perm("publishing.review_page") or publishes(user, page))
    )


def copies(user: User, page: Page) -> bool:
    return _has(user, "view", page) and _has(user, "add", page)


# When ---------------------------------------------------------------------------------


def _is_draft(page: Page) -> bool:
    return page.status == Status.DRAFT


def _is_at(*stages: Stage) -> Callable[[Page], bool]:
    return lambda page: _is_draft(page) and page.stage in stages


def _is_published(page: Page) -> bool:
    return page.status == Status.PUBLISHED


def is_to_come(page: Page) -> bool:
    """Whether the page, or a change of it, waits for its time."""
    if _is_draft(page):
        return page.stage == Stage.SCHEDULED
    return _is_published(page) and page.live_at is not None and page.live_at > timezone.now()


# The transitions ----------------------------------------------------------------------


@transition(
    gettext_lazy("Submit for review…"),
    question=gettext_lazy("Whoever reviews the page is told. It can't be edited meanwhile."),
    allowed=works_on,
    possible=_is_at(Stage.IN_WORK, Stage.CHANGES_ASKED),
    note=Note.OPTIONAL,
)
def submit(page: Page, by: User, note: str) -> Page:
    _move(page, Stage.SUBMITTED, by, Revision.Event.SUBMITTED, note)
    telling.submitted(page, by, note)
    return page


@transition(
    gettext_lazy("Take back into work"),
    allowed=works_on,
    possible=_is_at(Stage.SUBMITTED, Stage.APPROVED),
)
def take_back(page: Page, by: User, note: str) -> Page:
    return _move(page, Stage.IN_WORK, by, Revision.Event.TAKEN_BACK, note)


@transition(
    gettext_lazy("Ask for changes…"),
    question=gettext_lazy("Say what has to change. Whoever wrote the draft is told."),
    allowed=judges,
    possible=_is_at(Stage.SUBMITTED, Stage.APPROVED),
    note=Note.REQUIRED,
)
def ask_for_changes(page: Page, by: User, note: str) -> Page:
    _move(page, Stage.CHANGES_ASKED, by, Revision.Event.CHANGES_ASKED, note)
    telling.changes_asked(page, by, note)
    return page


@transition(
    gettext_lazy("Approve…"),
    question=gettext_lazy(
        "You confirm that the facts are right. Your name and today's date go on the page when it "
        "is published."
    ),
    allowed=approves,
    possible=_is_at(Stage.SUBMITTED),
    note=Note.OPTIONAL,
)
def approve(page: Page, by: User, note: str) -> Page:
    drafting.note_review(page, by.contributor, by)
    _move(page, Stage.APPROVED, by, Revision.Event.APPROVED, note)
    telling.approved(page, by, note)
    return page


@transition(
    gettext_lazy("Publish"),
    allowed=publishes,
    possible=lambda page: not _is_published(page) or is_to_come(page),
    alone=True,
)
def publish(page: Page, by: User, note: str) -> Page:
    _refuse_unready(page)
    early = page.status == Status.PUBLISHED  # A first publication that was planned for later.
    live = drafting.publish(page, by, note=note, at=timezone.now() if early else None)
    telling.published(live, by)
    return live


@transition(
    gettext_lazy("Schedule…"),
    question=gettext_lazy(
        "A new page appears, or the change takes effect, at the time you choose, without anybody's "
        "doing."
    ),
    allowed=publishes,
    possible=_is_draft,
    at=True,
    alone=True,
)
def schedule(page: Page, by: User, note: str, *, at: datetime | None) -> Page:
    if at is None:
        raise ValidationError({"at": _("Choose a day and a time.")})
    if at <= timezone.now():
        raise ValidationError(
            {"at": _("This time has passed. Publish now, or choose a later one.")}
        )
    _refuse_unready(page)
    if page.expires_at is not None and page.expires_at <= at:
        raise ValidationError({"at": _("The page would have expired by then.")})
    if page.draft_of is None:
        return drafting.publish(page, by, at=at, note=note)
    drafting.refuse_taken_address(page)
    page.scheduled_at = at
    return _move(page, Stage.SCHEDULED, by, Revision.Event.SCHEDULED, note)


@transition(
    gettext_lazy("Cancel the schedule"),
    allowed=publishes,
    possible=is_to_come,
    alone=True,
)
def unschedule(page: Page, by: User, note: str) -> Page:
    if page.status == Status.PUBLISHED:
        return drafting.unpublish(page, by, note)
    return _move(page, _stage_before(page), by, Revision.Event.UNSCHEDULED, note)


@transition(
    gettext_lazy("Unpublish…"),
    question=gettext_lazy(
        "Readers no longer find the page, and its address says that there is none. It becomes a "
        "draft that you can work on and publish again."
    ),
    allowed=publishes,
    possible=lambda page: _is_published(page) and not is_to_come(page),
    note=Note.OPTIONAL,
    alone=True,
)
def unpublish(page: Page, by: User, note: str) -> Page:
    change = Page.objects.filter(draft_of=page).first()
    stage = Stage.IN_WORK if change is None else _stage_before(change.specific)
    row = drafting.unpublish(page, by, note)
    if stage != row.stage:
        row.stage = stage
        row.save(update_fields=["stage"])
    return row


@transition(
    gettext_lazy("Archive…"),
    question=gettext_lazy(
        "Readers no longer find the page: not in lists, not in search, and its address says that "
        "it has been withdrawn. Nothing is deleted, and you can publish it again."
    ),
    allowed=publishes,
    possible=_is_published,
    note=Note.OPTIONAL,
    alone=True,
)
def archive(page: Page, by: User, note: str) -> Page:
    archived = drafting.archive(page, by, note)
    # Otherwise it would bring the page back to readers, without anybody's doing.
    change = Page.objects.filter(draft_of=archived, stage=Stage.SCHEDULED).first()
    if change is not None:
        draft = drafting.lock(change)
        _move(draft, _stage_before(draft), by, Revision.Event.UNSCHEDULED, note)
    return archived


@transition(
    gettext_lazy("Discard the draft…"),
    question=gettext_lazy(
        "The published page stays as it is. The history keeps the draft, so that you can have it "
        "back."
    ),
    allowed=works_on,
    possible=lambda page: _is_draft(page) and bool(page.draft_of_id) and not is_to_come(page),
    note=Note.OPTIONAL,
)
def discard(page: Page, by: User, note: str) -> Page:
    return drafting.discard(page, by, note)


@transition(gettext_lazy("Duplicate"), allowed=copies, possible=lambda page: True)
def duplicate(page: Page, by: User, note: str) -> Page:
    return drafting.duplicate(page, by)


@transition(
    gettext_lazy("Restore this version"),
    allowed=works_on,
    possible=lambda page: (
        not (_is_draft(page) and page.stage in {Stage.SUBMITTED, Stage.SCHEDULED})
    ),
)
def restore(page: Page, by: User, note: str, *, revision: Revision) -> Page:
    if page.stage == Stage.APPROVED:
        _withdraw_approval(page, by)
    return drafting.restore(page, revision, by)


@transition(
    gettext_lazy("Reviewed, no change"),
    allowed=confirms,
    possible=lambda page: page.status != Status.ARCHIVED and not is_to_come(page),
)
def mark_reviewed(page: Page, by: User, note: str) -> Page:
    return drafting.mark_reviewed(page, by.contributor, by)


# Scheduled changes --------------------------------------------------------------------


def apply_due() -> list[Page]:
    """Publish the changes whose time has come; returns the pages that readers see them on.

    One that fails in a way that nobody has thought of holds up no other; it is raised at the end.

    Each in a transaction of its own, claimed under a lock: two workers do it once, and one that
    dies has done nothing. A change that can't be published goes back into work, and the desk and
    whoever scheduled it are told why.
    """
    due = Page.objects.filter(stage=Stage.SCHEDULED, scheduled_at__lte=timezone.now())
    applied, failed = [], None
    for key in list(due.order_by("scheduled_at", "pk").values_list("pk", flat=True)):
        try:
            live = _apply(key)
        except Exception as error:
            failed = failed or error
        else:
            applied += [live] if live is not None else []
    if failed is not None:
        raise failed
    return applied


@transaction.atomic
def _apply(key: int) -> Page | None:
    drafting.one_at_a_time()
    due = Page.objects.filter(pk=key, stage=Stage.SCHEDULED, scheduled_at__lte=timezone.now())
    claimed = due.select_for_update(of=("self",), no_key=True).first()
    if claimed is None:  # Somebody else has been here, or has cancelled it.
        return None
    draft = claimed.specific
    said = draft.revisions_of_page().filter(event=Revision.Event.SCHEDULED).first()
    by = said.user if said else None
    try:
        with transaction.atomic():
            _refuse_unready(draft)
            return drafting.publish(draft, by, note=said.note if said else "")
    except ValidationError as error:
        reasons = " ".join(error.messages)[:1000]
        _move(draft, Stage.IN_WORK, by, Revision.Event.NOT_APPLIED, reasons)
        telling.not_applied(draft, by, reasons)
        return None


# How ----------------------------------------------------------------------------------


def _move(page: Page, stage: Stage, by: User | None, event: Revision.Event, note: str) -> Page:
    if stage in {Stage.IN_WORK, Stage.CHANGES_ASKED} and _stage_before(page) == Stage.APPROVED:
        _withdraw_approval(page, by)
    page.stage = stage
    if stage != Stage.SCHEDULED:
        page.scheduled_at = None
    page.save(update_fields=["stage", "scheduled_at"])
    drafting.remember(page, by, event, note)
    return page


def _stage_before(page: Page) -> Stage:
    """What a scheduled draft was before: approved, or in work. The stage of any other."""
    if page.stage != Stage.SCHEDULED:
        return Stage(page.stage)
    moves = page.revisions_of_page().exclude(event=Revision.Event.SCHEDULED)
    before = moves.exclude(event=Revision.Event.REVIEWED).first()
    is_approved = before is not None and before.event == Revision.Event.APPROVED
    return Stage.APPROVED if is_approved else Stage.IN_WORK


def _withdraw_approval(page: Page, by: User | None) -> None:
    """Take back the date that approving has put on a draft: it is not of what is written next."""
    entries = page.revisions_of_page().filter(of_draft=True)
    approved = entries.filter(event=Revision.Event.APPROVED).first()
    before = entries.filter(pk__lt=approved.pk).first() if approved is not None else None
    if approved is None or before is None:
        return
    names = ["reviewed_on", "review_due_on"]
    for name in names:
        field: Any = Page._meta.get_field(name)
        then, earlier = (
            field.to_python(each.snapshot["fields"][name]) for each in (approved, before)
        )
        if getattr(page, name) == then:  # Else somebody has written another one.
            setattr(page, name, earlier)
    page.save(update_fields=names)
    drafting.touch(page, by)


def _refuse_unready(page: Page) -> None:
    if found := checking.blocking(page):
        raise ValidationError([str(finding.message) for finding in found])
