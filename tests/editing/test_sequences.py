"""Whatever is done to rows, and however often it is autosaved: saved is what the form shows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backcare.publishing.models import Source
from tests.factories import make_information_page

from .typing import Form, Sources

pytestmark = pytest.mark.django_db

PLACES = st.integers(0, 5)
DEEDS = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 3)),
    st.tuples(st.just("change"), PLACES),
    st.tuples(st.just("remove"), PLACES),
    st.tuples(st.just("first"), PLACES),
    st.tuples(st.just("swap keys"), PLACES),
    st.tuples(st.just("autosave"), st.booleans()),
)


def do(sources, deed, value, number):
    rows = sources.rows
    if deed == "add":
        # Keys that others may have, or have had, or none.
        sources.add(organisation="NICE", title=f"New {number}", key="")
        if value and value not in [row["key"] for row in rows]:
            rows[-1]["key"] = f"key-{number}"
    elif deed == "autosave":
        assert sources.autosave(is_heard=value)["state"] == "saved"
    elif value < len(rows):
        if deed == "change":
            rows[value]["title"] = f"Changed {number}"
        elif deed == "remove":
            sources.remove(value)
        elif deed == "first":
            sources.move_first(value)
        elif deed == "swap keys" and len(rows) > 1:
            rows[value]["key"], rows[0]["key"] = rows[0]["key"], rows[value]["key"]


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(deeds=st.lists(DEEDS, max_size=10))
def test_saved_is_what_the_form_shows(editor, deeds):
    Source.objects.all().delete()
    page = make_information_page(
        status="draft",
        sources=[{"organisation": "NICE", "title": f"Old {n}", "key": f"old-{n}"} for n in "ab"],
    )
    sources = Sources(Form(editor, page))

    for number, (deed, value) in enumerate(deeds):
        do(sources, deed, value, number)
    response = sources.save()

    assert response.status_code == 302, response.context["errors"]
    assert [source.title for source in page.sources.all()] == sources.shown()
