"""Statements that are built once do what Django's own do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models.signals import post_save, pre_save
from django.forms.models import model_to_dict
from django.utils import timezone

from backcare.comments.models import Comment
from backcare.comments.opening import OF_PAGE, live_page
from backcare.prepared import insert
from backcare.publishing.models import Page
from tests.comments.factories import make_comment
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def copy_of(comment: Comment, **values: object) -> Comment:
    """A comment that is not stored, with all that another has."""
    names = [field.attname for field in Comment._meta.concrete_fields if not field.primary_key]
    return Comment(**{name: getattr(comment, name) for name in names} | values)


def test_insert_stores_what_save_stores() -> None:
    reasons = [{"code": "links", "words": "“Zwei” links"}]
    saved = make_comment(reasons=reasons, score=0.25, evidence=[["word:ü", 0.9]])
    inserted = copy_of(saved, key="another")
    insert(inserted)
    assert not inserted._state.adding
    assert inserted.pk not in {None, saved.pk}
    there = Comment.objects.get(pk=inserted.pk)
    assert model_to_dict(there, exclude=["id"]) == model_to_dict(saved, exclude=["id"])
    assert (there.reasons, there.evidence, there.created_at) == (
        saved.reasons,
        saved.evidence,
        saved.created_at,
    )


def test_insert_is_told_to_those_who_listen() -> None:
    told = []

    def listen(signal: object, instance: Comment, using: str, **kwargs: object) -> None:
        told.append((signal, instance.pk is None, using, kwargs.get("created")))

    comment = copy_of(make_comment(), key="another")
    for signal in (pre_save, post_save):
        signal.connect(listen, sender=Comment)
    try:
        insert(comment)
    finally:
        for signal in (pre_save, post_save):
            signal.disconnect(listen, sender=Comment)
    assert told == [(pre_save, True, "default", None), (post_save, False, "default", True)]


def test_insert_of_what_is_there_raises_as_save_does() -> None:
    comment = make_comment(key="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(copy_of(comment))
    assert Comment.objects.count() == 1


def test_insert_refuses_what_is_not_one_plain_row() -> None:
    with pytest.raises(TypeError):
        insert(Page())


def test_a_live_page_is_found_as_the_one_definition_of_visible_says() -> None:
    now, day = timezone.now(), timedelta(days=1)
    live = make_article(comments_open=False)
    expired = make_article(expires_at=now - day)
    draft = make_article(status=Page.Status.DRAFT)
    for page in (live, expired, draft):
        wanted = Page.objects.live().only(*OF_PAGE).filter(pk=page.pk).first()
        found = live_page(page.pk)
        assert found == wanted
        if wanted is not None:
            assert found is not None
            assert found.get_deferred_fields() == wanted.get_deferred_fields()
            assert [getattr(found, name) for name in OF_PAGE] == [
                getattr(wanted, name) for name in OF_PAGE
            ]
    assert live_page(live.pk) is not None
    assert live_page(10**9) is None
    assert live_page(2**63) is None
