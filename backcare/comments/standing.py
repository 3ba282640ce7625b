"""Where a comment stands: the address that shows it, among all the others."""

from collections.abc import Iterable
from math import ceil

from django.db.models import Q
from django.urls import reverse

from .models import Comment
from .thread import SHOWN_OF_THREAD, THREADS_A_PAGE, Place, thread_of


def address_of(comment: Comment) -> str:
    """The path that shows ``comment``, which must be public.

    On the page itself where that shows it; else on the page of its thread.
    """
    number = _part_of_page(comment)
    thread = thread_of(comment.page, number)
    if thread is not None and _shows(thread.places, comment):
        return page_address(comment, number)
    return _address_in_thread(comment)


def page_address(comment: Comment, number: int) -> str:
    """Where ``comment`` stands in the part ``number`` of what its page shows."""
    query = f"?comments={number}" if number > 1 else ""
    return f"{comment.page.get_absolute_url()}{query}#{comment.anchor}"


def _part_of_page(comment: Comment) -> int:
    first = comment.thread or comment
    before = Q(is_pinned=first.is_pinned) & (
        Q(created_at__lt=first.created_at) | Q(created_at=first.created_at, pk__lt=first.pk)
    )
    if not first.is_pinned:
        before |= Q(is_pinned=True)
    threads = Comment.objects.filter(page=comment.page).first_ones().with_a_place()
    return threads.filter(before).count() // THREADS_A_PAGE + 1


def _shows(places: Iterable[Place], comment: Comment) -> bool:
    return any(place.comment.pk == comment.pk or _shows(place.replies, comment) for place in places)


def _address_in_thread(comment: Comment) -> str:
    first = comment.thread or comment
    upto = Q(created_at__lt=comment.created_at) | Q(
        created_at=comment.created_at, pk__lte=comment.pk
    )
    there = Comment.objects.filter(Q(pk=first.pk) | Q(thread=first)).with_a_place()
    number = ceil(there.filter(upto).count() / SHOWN_OF_THREAD)
    query = f"?page={number}" if number > 1 else ""
    return f"{reverse('comments:thread', args=[first.pk])}{query}#{comment.anchor}"
