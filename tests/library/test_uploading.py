"""Many images at once: what is sound is kept, what is not says why, and all wait for words."""

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from backcare.library.models import Image
from backcare.people.roles import AUTHOR, EDITOR, MODERATOR, REVIEWER
from tests.factories import make_article, make_user

from .pictures import animation, encoded, make_image, plain, upload

pytestmark = pytest.mark.django_db

UPLOAD = "admin:library_image_upload"
DESCRIBE = "admin:library_image_describe"
LIST = "admin:library_image_changelist"
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def sign_in(client):
    def sign_in(role):
        user = make_user(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def author(sign_in):
    return sign_in(AUTHOR)


def send(client, *files, **extra):
    return client.post(reverse(UPLOAD), {"uploads": list(files)}, **extra)


def describe(client, *images, **fields):
    """Post the cards of images; fields are given as alt_1=… for the first of them."""
    data = {"image": [image.pk for image in images]}
    for name, value in fields.items():
        field, _underscore, number = name.rpartition("_")
        data[f"image-{images[int(number) - 1].pk}-{field}"] = value
    return client.post(reverse(DESCRIBE), data)


def waiting(user, **fields) -> Image:
    return make_image(alt="", is_waiting=True, uploaded_by=user, **fields)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_what_is_sound_is_kept_and_what_is_not_says_why(client, author, stored):
    answer = send(
        client,
        upload(name="bed.png"),
        upload(b"<svg onload=alert(1)>", "drawing.svg"),
        upload(b"", "empty.png"),
        upload(encoded(plain((50, 50))), name="desk.png"),
        upload(animation("GIF"), "moving.gif"),
    )
    assert answer.status_code == 302
    assert answer.url == reverse(UPLOAD)
    words = said(answer)
    assert "2 images are uploaded" in words
    assert "“drawing.svg”: SVG drawings can carry programs" in words
    assert "“empty.png”: This file is empty" in words
    assert "“moving.gif”: This image is animated" in words
    images = Image.objects.all()
    assert {(image.is_waiting, image.uploaded_by) for image in images} == {(True, author)}
    assert stored() == {image.file.name for image in images}


def test_a_hostile_name_is_inert(client, author):
    answer = client.post(
        reverse(UPLOAD), {"uploads": upload(b"x", "<img src=x onerror=alert(1)>.png")}, follow=True
    )
    assert b"<img src=x" not in answer.content


def test_nothing_chosen_is_said(client, author):
    answer = send(client)
    assert "Choose one or more images first." in said(answer)
    answer = send(client, **JSON)
    assert answer.json() == {"words": "Choose one or more images first."}


def test_the_script_gets_a_card_or_a_sentence(client, author):
    answer = send(client, upload(), **JSON)
    image = Image.objects.get()
    assert answer.status_code == 200
    assert f'name="image-{image.pk}-alt"' in answer.json()["card"]
    answer = send(client, upload(b"MZ"), **JSON)
    assert "card" not in answer.json()
    assert "not an image" in answer.json()["words"]


def test_a_full_disk_is_a_sentence_too(client, author, monkeypatch):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    answer = send(client, upload(), **JSON)
    assert "could not be stored" in answer.json()["words"]
    assert not Image.objects.exists()


def test_what_somebody_has_to_describe_waits_for_them(client, author):
    mine = waiting(author)
    others = waiting(make_user())
    make_image(uploaded_by=author)
    forms = client.get(reverse(UPLOAD)).context["forms"]
    assert [form.instance for form in forms] == [mine]
    assert others.pk


def test_described_images_can_be_used(client, author):
    first, second = waiting(author), waiting(author)
    answer = describe(client, first, second, alt_1=" A  bed", decorative_2="on", credit_2="Ada")
    assert answer.url == reverse(LIST)
    assert "2 images are described" in said(answer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.alt, first.is_waiting) == ("A bed", False)
    assert (second.decorative, second.is_waiting, second.credit) == (True, False, "Ada")


def test_what_lacks_its_words_keeps_the_rest_and_waits(client, author):
    first, second = waiting(author), waiting(author)
    answer = describe(client, first, second, alt_1="A bed", caption_2="In the evening")
    assert answer.url == reverse(UPLOAD)
    assert "1 image still waits" in said(answer)
    second.refresh_from_db()
    assert (second.is_waiting, second.caption) == (True, "In the evening")
    assert Image.objects.described().get() == first


def test_what_is_wrong_with_one_is_said_and_the_others_are_kept(client, author):
    first, second = waiting(author), waiting(author)
    answer = describe(client, first, second, alt_1="IMG_1234.jpg", credit_1="Ada", alt_2="A bed")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "This is the name of a file" in html
    assert 'value="Ada"' in html
    assert Image.objects.described().get() == second


def test_what_was_described_meanwhile_does_not_wait_again(client, author):
    image = make_image(alt="A bed", uploaded_by=author)
    assert describe(client, image, alt_1="").status_code == 200
    assert Image.objects.described().get().alt == "A bed"


def test_keys_that_are_none_are_passed_over(client, author):
    answer = client.post(reverse(DESCRIBE), {"image": ["x", "-1", "9" * 12, "²"]})
    assert answer.status_code == 302


@pytest.mark.parametrize("role", [REVIEWER, MODERATOR])
def test_who_may_not_add_images_gets_nowhere(role, client, sign_in):
    image = waiting(sign_in(role))
    assert client.get(reverse(UPLOAD)).status_code == 403
    assert send(client, upload()).status_code == 403
    assert describe(client, image, alt_1="Forged").status_code == 403
    assert Image.objects.get().alt == ""


def test_authors_describe_neither_the_uploads_of_others_nor_what_readers_see(client, author):
    others, shown = waiting(make_user()), make_image(uploaded_by=author)
    make_article(lead_image=shown)
    for image in (others, shown):
        before = image.alt
        assert (
            describe(client, waiting(author), image, alt_1="x", alt_2="Forged").status_code == 403
        )
        image.refresh_from_db()
        assert image.alt == before


def test_editors_describe_the_uploads_of_all(client, sign_in):
    sign_in(EDITOR)
    image = waiting(make_user())
    assert describe(client, image, alt_1="A bed").status_code == 302
    assert Image.objects.described().get() == image


def test_readers_are_sent_to_sign_in(client):
    for name in (UPLOAD, DESCRIBE):
        answer = client.post(reverse(name))
        assert answer.status_code == 302
        assert "login" in answer.url
