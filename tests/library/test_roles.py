"""Who may change an image: readers see only what an editor has seen to."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from articles.models import Article
from backcare.library.models import Image
from backcare.library.usage import is_shown
from tests.factories import (
    make_article,
    make_contributor,
    make_exercise,
    make_topic,
    make_user,
)

from .pictures import encoded, make_image, plain, upload

pytestmark = pytest.mark.django_db

ADD = "admin:library_image_add"
CHANGE = "admin:library_image_change"
FORGED = {"alt": "Forged", "caption": "", "credit": "", "licence": ""}


@pytest.fixture
def signed_in(client):
    """Signs a member of staff in a role in, and returns who it is."""

    def sign_in(role):
        user = make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return sign_in


def forge(client, image: Image) -> int:
    """Post other words and another file for the image; returns the answer's status."""
    file = upload(encoded(plain((500, 400))))
    return client.post(reverse(CHANGE, args=[image.pk]), FORGED | {"upload": file}).status_code


def is_as_it_was(image: Image) -> bool:
    now = Image.objects.get(pk=image.pk)
    return (now.alt, now.file.name) == (image.alt, image.file.name)


def shown_by(where: str, image: Image) -> None:
    figure = f'<figure data-image="{image.pk}"></figure>'
    if where == "lead image":
        make_article(lead_image=image)
    elif where == "figure":
        make_article(body=figure)
    elif where == "scheduled":
        article = make_article(lead_image=image)
        Article.objects.filter(pk=article.pk).update(live_at="2999-01-01T00:00Z")
    elif where == "step":
        make_exercise(steps=[{"text": "Lie down.", "image": image}])
    elif where == "photo":
        make_contributor(photo=image)
    else:
        make_topic(image=image)


PUBLIC = ["lead image", "figure", "scheduled", "step", "photo", "topic"]


@pytest.mark.parametrize("where", PUBLIC)
def test_authors_do_not_change_what_readers_see(where, client, signed_in):
    image = make_image(uploaded_by=signed_in("author"))
    shown_by(where, image)

    html = client.get(reverse(CHANGE, args=[image.pk])).content.decode()

    assert is_shown(image)
    assert 'name="upload"' not in html
    assert 'name="alt"' not in html
    assert forge(client, image) == 403
    assert is_as_it_was(image)


def test_authors_do_not_change_the_uploads_of_others(client, signed_in):
    signed_in("author")
    for image in (make_image(), make_image(uploaded_by=make_user())):
        assert client.get(reverse(CHANGE, args=[image.pk])).status_code == 200
        assert forge(client, image) == 403
        assert is_as_it_was(image)


@pytest.mark.parametrize("where", ["nowhere", "draft", "step of a draft", "archived"])
def test_authors_change_uploads_of_their_own_that_no_reader_sees(where, client, signed_in):
    image = make_image(uploaded_by=signed_in("author"))
    if where == "draft":
        make_article(status="draft", lead_image=image)
    elif where == "step of a draft":
        make_exercise(status="draft", steps=[{"text": "Lie down.", "image": image}])
    elif where == "archived":
        make_article(status="archived", lead_image=image)

    assert not is_shown(image)
    assert forge(client, image) == 302
    assert Image.objects.get().alt == "Forged"


def test_authors_add_images(client, signed_in):
    author = signed_in("author")
    assert client.post(reverse(ADD), FORGED | {"upload": upload()}).status_code == 302
    assert Image.objects.get().uploaded_by == author


@pytest.mark.parametrize("where", PUBLIC)
def test_editors_change_every_image(where, client, signed_in):
    signed_in("editor")
    image = make_image(uploaded_by=make_user())
    shown_by(where, image)
    assert forge(client, image) == 302
    assert Image.objects.get().alt == "Forged"


@pytest.mark.parametrize("role", ["reviewer", "moderator"])
def test_others_change_and_add_nothing(role, client, signed_in):
    image = make_image(uploaded_by=signed_in(role))
    assert forge(client, image) == 403
    assert client.post(reverse(ADD), FORGED | {"upload": upload()}).status_code == 403
    assert is_as_it_was(image)
