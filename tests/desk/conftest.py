import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from backcare.people.roles import ROLES
from tests.factories import make_user


@pytest.fixture
def user_as(db):
    """Makes a member of staff in a role: "author", "editor", "reviewer" or "moderator"."""

    def make(role, **fields):
        assert role in ROLES
        user = make_user(is_staff=True, **fields)
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def signed_in(client, user_as):
    """Signs a new member of staff in; returns the client, whose ``user`` is that person."""

    def sign_in(role, **fields):
        client.user = user_as(role, **fields)
        client.force_login(client.user)
        return client

    return sign_in


def admin_url(page, name="change"):
    options = type(page)._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{name}", args=[page.pk])


def form_data(response):
    """What a browser would send back from an admin form that is left as it is."""
    form = response.context["adminform"].form
    forms = [form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for each in forms:
        for bound in each:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = (
                    [getattr(v, "pk", v) for v in value] if isinstance(value, list) else value
                )
    return data
