"""What readers get of each other: no address, and nothing that leads back to one."""

import hashlib

import pytest
from django.utils import timezone

from backcare.comments.keys import email_key
from backcare.comments.models import Comment, Subscription
from tests.comments.factories import make_comment
from tests.comments.posting import post
from tests.factories import MAKERS, make_page
from tests.public_urls import every_url

pytestmark = pytest.mark.django_db
MARKED = "zqmarked@zqhost.example"


@pytest.fixture
def site():
    """A page of every kind with comments in every state, each with the marked address."""
    for kind in sorted(set(MAKERS) - {"information"}):
        page = make_page(kind).page_ptr
        first = None
        for status in Comment.Status.values:
            first = make_comment(page=page, status=status, email=MARKED)
            answer = make_comment(first, email=MARKED)
            make_comment(make_comment(answer, email=MARKED), email=MARKED)
        Subscription.objects.create(
            comment=first, asked_at=timezone.now(), confirmed_at=timezone.now()
        )


def hashes() -> list[bytes]:
    """Forms of the address that lead back to it, or tell whose two comments are."""
    plain = MARKED.encode()
    made = [hashlib.new(name, plain).hexdigest().encode() for name in ("md5", "sha1", "sha256")]
    return [b"zq", *made, email_key(MARKED).encode()]


def keys() -> list[bytes]:
    """What is kept of comments for the site alone."""
    rows = Comment.objects.values_list("key", "text_key", "address_key")
    return [key.encode() for row in rows for key in row if key]


def test_no_address_and_no_key_of_a_comment_is_at_any_address_of_the_site(site, client):
    secret = hashes() + keys()
    seen = 0
    for url in every_url():
        response = client.get(url)
        told = (b"".join(response) + str(response.headers).encode()).lower()
        assert not [form for form in secret if form in told], url
        seen += response.status_code == 200
    assert seen > 30


def test_the_address_comes_back_only_to_whoever_typed_it(client):
    response = post(client, make_page("article"), email=MARKED, text="")
    assert MARKED in response.content.decode()
    assert MARKED not in client.get(response.request["PATH_INFO"], follow=True).content.decode()
