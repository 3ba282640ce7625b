"""What stands where a key should: digits of other scripts, and numbers too long to be one."""

import pytest
from django.urls import reverse

from backcare.publishing.models import Page, PlannedLink
from tests.factories import make_article

pytestmark = pytest.mark.django_db
ODD = ["²", "1²", "٣", "x", "-1", "9" * 30, "9" * 5000]


@pytest.mark.parametrize("key", ODD, ids=lambda key: key[:31])
def test_a_page_with_an_odd_key_is_not_there(signed_in, key):
    response = signed_in("editor").get(reverse("admin:publishing_page_change", args=[key]))
    assert response.status_code in {302, 404}


def test_a_page_opens_in_the_admin_of_its_kind(signed_in):
    page = make_article()
    response = signed_in("editor").get(reverse("admin:publishing_page_change", args=[page.pk]))
    assert response["Location"] == reverse("admin:articles_article_change", args=[page.pk])


def test_odd_keys_of_planned_links_are_passed_over(signed_in):
    make_article(body='<p>See <span data-planned="Chairs">chairs</span>.</p>')
    target = make_article()
    address = reverse("admin:publishing_plannedlink_for", args=[target.pk])

    response = signed_in("editor").post(address, {"link": ODD})

    assert response.status_code == 302
    assert PlannedLink.objects.count() == 1
    assert not Page.objects.exclude(draft_of=None).exists()
