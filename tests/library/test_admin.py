"""The library on the desk: adding, changing, deleting, and hostile words."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError
from django.urls import reverse

from backcare.library import usage
from backcare.library.models import Image
from backcare.library.usage import Use
from backcare.people.models import Contributor
from tests.factories import make_article

from .pictures import encoded, make_image, plain, upload
from .test_templates import HOSTILE

pytestmark = pytest.mark.django_db

LIST = "admin:library_image_changelist"
ADD = "admin:library_image_add"
CHANGE = "admin:library_image_change"
DELETE = "admin:library_image_delete"


@pytest.fixture(autouse=True)
def editor(client):
    user = get_user_model().objects.create_superuser("editor", password="x")
    client.force_login(user)
    return user


def words(**changed):
    return {"alt": "A bed", "caption": "", "credit": "", "licence": ""} | changed


def test_an_image_is_added_in_the_name_of_its_uploader(client, editor):
    response = client.post(reverse(ADD), words(upload=upload()))
    assert response.status_code == 302
    assert Image.objects.get().uploaded_by == editor


def test_who_uploaded_cannot_be_forged(client, editor):
    other = get_user_model().objects.create_user("other")
    client.post(reverse(ADD), words(upload=upload(), uploaded_by=other.pk, file="x", width="1"))
    image = Image.objects.get()
    assert (image.uploaded_by, image.width) == (editor, 40)


def test_a_later_editor_does_not_become_the_uploader(client):
    image = make_image()
    client.post(reverse(CHANGE, args=[image.pk]), words())
    image.refresh_from_db()
    assert image.uploaded_by is None
    assert image.alt == "A bed"


def test_an_unusable_upload_is_explained(client):
    response = client.post(reverse(ADD), words(upload=upload(b"<svg/>", "x.png")))
    assert response.status_code == 200
    assert "SVG drawings can carry programs" in response.content.decode()
    assert not Image.objects.exists()


def test_a_full_disk_is_explained_and_the_words_are_kept(client, stored, monkeypatch):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    response = client.post(reverse(ADD), words(upload=upload(), caption="Kept words"))
    html = response.content.decode()
    assert response.status_code == 200
    assert "could not be stored" in html
    assert "Kept words" in html
    assert stored() == set()


@pytest.mark.django_db(transaction=True)
def test_a_failing_database_leaves_no_file(client, stored, monkeypatch):
    def failing(self, *args, **kwargs):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(Image, "save", failing)
    with pytest.raises(DatabaseError):
        client.post(reverse(ADD), words(upload=upload()))
    assert stored() == set()


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_the_row_was_saved_leaves_neither(client, stored, monkeypatch):
    def failing(self, *args, **kwargs):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr("django.contrib.admin.ModelAdmin.log_addition", failing)
    with pytest.raises(DatabaseError):
        client.post(reverse(ADD), words(upload=upload()))
    assert not Image.objects.exists()
    assert stored() == set()


def test_a_new_file_replaces_the_old_one(client, stored, django_capture_on_commit_callbacks):
    image = make_image()
    before = stored()
    file = upload(encoded(plain((500, 400))))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(CHANGE, args=[image.pk]), words(upload=file))
    assert not before & stored()
    assert stored() == {Image.objects.get().file.name}


def test_the_list_shows_searches_and_filters(client):
    shown = make_image(alt="A bed with two pillows", credit="Ada Example")
    hidden = make_image(alt="A desk")
    html = client.get(reverse(LIST), {"q": "pillows"}).content.decode()
    assert shown.thumbnail_url in html
    assert hidden.thumbnail_url not in html
    html = client.get(reverse(LIST), {"credit": "none"}).content.decode()
    assert hidden.thumbnail_url in html
    assert shown.thumbnail_url not in html


def test_the_list_is_asked_what_is_missing(client):
    waiting = make_image(alt="", is_waiting=True)
    decorative = make_image(alt="", decorative=True, credit="Ada Example")
    used = make_image(alt="A bed")
    in_a_text = make_image(alt="A chair")
    make_article(lead_image=used, body=f'<figure data-image="{in_a_text.pk}"></figure>')
    for asked, expected in [
        ({"description": "waiting"}, {waiting}),
        ({"description": "decorative"}, {decorative}),
        ({"description": "described"}, {used, in_a_text}),
        ({"use": "unused"}, {waiting, decorative}),
        ({"use": "used"}, {used, in_a_text}),
        ({"credit": "some"}, {decorative}),
    ]:
        found = client.get(reverse(LIST), asked).context["cl"].result_list
        assert set(found) == expected, asked


def test_the_list_costs_the_same_with_more_images(client, django_assert_max_num_queries):
    for _number in range(12):
        make_image()
    client.get(reverse(LIST))  # The site's settings are kept from now on.
    with django_assert_max_num_queries(7):
        client.get(reverse(LIST))


def test_the_change_page_says_where_the_image_is_used(client):
    image = make_image()
    assert "Nowhere yet." in client.get(reverse(CHANGE, args=[image.pk])).content.decode()
    Contributor.objects.create(name="Ada Example", slug="ada", photo=image)
    html = client.get(reverse(CHANGE, args=[image.pk])).content.decode()
    assert "Ada Example" in html
    assert "(photo)" in html


def test_an_unused_image_can_be_deleted(client, stored, django_capture_on_commit_callbacks):
    image = make_image()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse(DELETE, args=[image.pk]), {"post": "yes"})
    assert not Image.objects.exists()
    assert stored() == set()


@pytest.fixture(params=["by key", "in a text"])
def used(request, monkeypatch) -> Image:
    """An image that a contributor shows, by a key or in a way that only a finder knows."""
    image = make_image()
    by_key = request.param == "by key"
    ada = Contributor.objects.create(
        name="Ada Example", slug="ada", photo=image if by_key else None
    )
    finders = [] if by_key else [lambda asked: [Use(ada, "biography")] if asked == image else []]
    monkeypatch.setattr(usage, "_finders", finders)
    return image


def test_a_used_image_is_not_deleted(client, used):
    address = reverse(DELETE, args=[used.pk])
    html = client.get(address).content.decode()
    assert "Ada Example" in html
    assert "permission" not in html
    client.post(address, {"post": "yes"})
    assert Image.objects.filter(pk=used.pk).exists()


def test_pages_that_cannot_be_deleted_here_are_named_too(client):
    image = make_image()
    make_article(title="Sleep and mattresses", lead_image=image)
    html = client.get(reverse(DELETE, args=[image.pk])).content.decode()
    assert "Sleep and mattresses" in html
    assert "permission" not in html


def test_a_used_image_is_not_deleted_among_others(client, used):
    unused = make_image()
    chosen = {"action": "delete_selected", "_selected_action": [used.pk, unused.pk], "post": "yes"}
    client.post(reverse(LIST), chosen)
    assert Image.objects.filter(pk=used.pk).exists()


def test_who_may_only_look_sees_no_upload(client):
    user = get_user_model().objects.create_user("reader", is_staff=True)
    permission = user.user_permissions.model.objects.get(codename="view_image")
    user.user_permissions.add(permission)
    client.force_login(user)
    image = make_image()
    html = client.get(reverse(CHANGE, args=[image.pk])).content.decode()
    assert image.thumbnail_url in html
    assert 'name="upload"' not in html
    assert client.post(reverse(CHANGE, args=[image.pk]), words()).status_code == 403


class Inert(HTMLParser):
    """Fails on any tag or attribute that hostile words would have made."""

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        assert not (tag == "img" and attributes.get("src") == "x")
        assert "onerror" not in attributes

    def handle_data(self, data):
        if self.cdata_elem == "script":
            assert "alert(" not in data


@pytest.mark.parametrize("name", [LIST, CHANGE, DELETE, "admin:library_image_history"])
def test_hostile_words_are_inert(client, name):
    image = make_image(alt=HOSTILE, caption=HOSTILE, credit=HOSTILE, licence=HOSTILE)
    Contributor.objects.create(name=HOSTILE, slug="ada", photo=image)
    client.post(
        reverse(CHANGE, args=[image.pk]),
        words(alt=HOSTILE, upload=upload(name='"><img src=x onerror=alert(1)>.png')),
    )
    response = client.get(reverse(name, args=[] if name == LIST else [image.pk]))
    assert response.status_code == 200
    Inert().feed(response.content.decode())


def test_a_hostile_file_name_is_not_echoed(client):
    name = "<img src=x onerror=alert(1)>.png"
    response = client.post(reverse(ADD), words(alt="", upload=upload(name=name)))
    Inert().feed(response.content.decode())


# The focal point --------------------------------------------------------------------


def test_the_focal_point_is_set_in_per_cent(client):
    image = make_image()
    address = reverse(CHANGE, args=[image.pk])
    assert 'name="focal_x" value="50"' in client.get(address).content.decode()
    client.post(address, words(focal_x="20", focal_y="100"))
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (0.2, 1.0)
    assert 'name="focal_x" value="20"' in client.get(address).content.decode()


def test_a_focal_point_outside_the_image_is_refused(client):
    image = make_image(alt="As before")
    answer = client.post(reverse(CHANGE, args=[image.pk]), words(focal_x="101", focal_y="-1"))
    assert set(answer.context["adminform"].form.errors) == {"focal_x", "focal_y"}
    assert Image.objects.get().alt == "As before"


# Images that wait for their descriptions --------------------------------------------


def test_an_image_that_waits_is_not_offered(client):
    waiting, ready = make_image(alt="", is_waiting=True, caption="A bed"), make_image(alt="A bed")
    autocomplete = {
        "app_label": "articles", "model_name": "article", "field_name": "lead_image", "term": "bed",
    }  # fmt: skip
    found = client.get(reverse("admin:autocomplete"), autocomplete).json()["results"]
    assert [choice["id"] for choice in found] == [str(ready.pk)]
    chosen = client.get(reverse("admin:richtext_images")).json()["results"]
    assert [choice["id"] for choice in chosen] == [ready.pk]
    assert waiting.pk


def test_an_image_that_waits_is_not_taken_either(client):
    waiting = make_image(alt="", is_waiting=True)
    answer = client.post(
        reverse("admin:people_contributor_add"),
        {"name": "Ada Example", "slug": "ada", "photo": waiting.pk},
    )
    assert "photo" in answer.context["adminform"].form.errors
    assert not Contributor.objects.exists()


def test_a_text_leaves_an_image_that_waits_out(client):
    waiting = make_image(alt="", is_waiting=True)
    page = make_article(body=f'<p>See.</p><figure data-image="{waiting.pk}"></figure>')
    assert waiting.file.url not in client.get(page.get_absolute_url()).content.decode()


def test_its_own_form_describes_it(client):
    waiting = make_image(alt="", is_waiting=True)
    address = reverse(CHANGE, args=[waiting.pk])
    assert "cannot see it" in client.post(address, words(alt="")).content.decode()
    client.post(address, words(alt="A bed"))
    assert Image.objects.described().get() == waiting
