"""Rows stand where they were moved to."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_article, make_exercise, make_routine

from .typing import Form

pytestmark = pytest.mark.django_db


def sources():
    rows = [{"organisation": "NICE", "title": f"{number}"} for number in range(3)]
    return make_article(status="draft", sources=rows), "sources"


def resources():
    rows = [{"title": f"{number}", "url": "https://example.org/"} for number in range(3)]
    return make_article(status="draft", resources=rows), "resources"


def steps():
    rows = [{"text": f"Step {number}."} for number in range(3)]
    return make_exercise(status="draft", steps=rows), "steps"


def cautions():
    rows = [{"who": f"You {number}", "why": "It hurts."} for number in range(3)]
    return make_exercise(status="draft", cautions=rows), "cautions"


def items():
    return make_routine(status="draft", items=[make_exercise() for _ in range(3)]), "items"


@pytest.mark.parametrize("do", [Form.save, Form.autosave])
@pytest.mark.parametrize("make", [sources, resources, steps, cautions, items])
def test_rows_are_moved(editor, make, do):
    page, name = make()
    before = list(getattr(page, name).values_list("pk", flat=True))
    form = Form(editor, page)

    form.type(**{f"{name}-{place}-position": 3 - place for place in range(3)})
    do(form)

    assert list(getattr(page, name).values_list("pk", flat=True)) == before[::-1]
    assert f'name="{name}-0-position"' in editor.get(form.url).content.decode()


@pytest.mark.parametrize("make", [sources, resources, steps, cautions, items])
def test_rows_that_stay_are_not_written(editor, make):
    page, name = make()
    form = Form(editor, page)
    form.type(title="New")

    with CaptureQueriesContext(connection) as queries:
        form.save()

    table = getattr(page, name).model._meta.db_table
    assert not [query for query in queries if query["sql"].startswith(f'UPDATE "{table}"')]
