"""The form says in a sentence what is wrong, and stores nothing until all is right."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from backcare.library.forms import ImageForm, looks_like_file_name
from backcare.library.models import Image

from . import pictures
from .pictures import encoded, make_image, plain, upload

pytestmark = pytest.mark.django_db

WORDS = {"alt": "A woman lies on her back", "caption": "", "credit": "", "licence": ""}


def form(
    file: SimpleUploadedFile | None = None, instance: Image | None = None, **words
) -> ImageForm:
    return ImageForm(WORDS | words, {"upload": file} if file else {}, instance=instance)


def test_a_described_image_is_stored(stored):
    filled = form(upload(), caption="At rest", licence="CC BY 4.0")
    assert filled.is_valid(), filled.errors
    image = filled.save()
    image.refresh_from_db()
    assert (image.alt, image.caption, image.licence) == (WORDS["alt"], "At rest", "CC BY 4.0")
    assert stored() == {image.file.name}


def test_a_new_image_needs_a_file(stored):
    assert form().errors["upload"] == ["This field is required."]


def test_words_can_be_changed_without_a_file(stored):
    image = make_image()
    before = stored()
    filled = form(instance=image, alt="Another field")
    assert filled.is_valid()
    assert filled.save().alt == "Another field"
    assert stored() == before


def test_another_file_can_be_put_in():
    image = make_image()
    filled = form(upload(encoded(plain((500, 400)))), instance=image)
    assert filled.is_valid()
    filled.save()
    image.refresh_from_db()
    assert image.width == 500


def test_neither_described_nor_decorative_is_refused(stored):
    filled = form(upload(), alt="  ")
    assert list(filled.errors) == ["alt"]
    assert "cannot see it" in filled.errors["alt"][0]
    assert stored() == set()


def test_decorative_needs_no_words():
    assert form(upload(), alt="", decorative="on").is_valid()


@pytest.mark.parametrize(
    "alt",
    [
        "IMG_1234.jpg", "img_1234", "DSC00012", "DSCN-0012.JPG", "PXL_20240101_120000", "photo",
        "image (3)", "Screenshot 2024-01-01 at 12.30.11", "IMG-20240101-WA0003", "scan1",
        "WhatsApp Image 2024-01-01 at 12.30.11.jpeg", "back-pain-stretch.png", "hero_final.webp",
        "P1000123", "Untitled",
    ],
)  # fmt: skip
def test_the_name_of_a_file_is_no_description(alt):
    assert looks_like_file_name(alt)
    assert form(upload(), alt=alt).errors["alt"] == [
        "This is the name of a file. Say what the image shows."
    ]


@pytest.mark.parametrize(
    "alt",
    [
        "A bed",
        "Path",
        "Photo of a woman walking",
        "Image 3 of the stretch: knee to chest",
        "The label says back.jpg",
        "Scan of a lower spine",
    ],
)
def test_a_description_is_no_name_of_a_file(alt):
    assert not looks_like_file_name(alt)


def test_the_spaces_of_a_description_are_tidied():
    filled = form(upload(), alt=" A bed\r\n with  pillows ")
    assert filled.is_valid()
    assert filled.cleaned_data["alt"] == "A bed with pillows"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg onload=alert(1)>", "SVG drawings can carry programs"),
        (b"MZ\x90", "not an image"),
        (encoded(plain((200, 200)))[:90], "damaged or incomplete"),
        (pictures.animation("PNG"), "This image is animated"),
    ],
)
def test_an_unusable_file_is_a_sentence(content, words, stored):
    filled = form(upload(content, "photo.jpg"))
    assert words in filled.errors["upload"][0]
    assert stored() == set()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.png",
        "..\\..\\windows\\x.png",
        "photo.php.png",
        "photo.png.html",
        "a" * 4096 + ".png",
        "\u202egnp.exe",
        "<script>alert(1)</script>.png",
        "C:/temp/x.png",
        "'; DROP TABLE library_image; --.png",
    ],
)
def test_the_name_of_an_upload_plays_no_part(name, stored):
    filled = form(upload(name=name))
    assert filled.is_valid(), filled.errors
    image = filled.save()
    assert image.file.name in stored()
    for path in stored():
        assert path.startswith("images/")
        assert set(path.removeprefix("images/")) <= set("0123456789abcdef/-.webpjg")


def test_a_full_disk_is_a_sentence(stored, monkeypatch):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    filled = form(upload())
    assert "could not be stored" in filled.errors["upload"][0]
    assert stored() == set()


def test_suggested_licences_are_offered_and_others_taken():
    html = str(form()["licence"])
    assert '<option value="CC BY 4.0">' in html
    assert 'list="id_licence-suggestions"' in html
    assert form(upload(), licence="Permission of 3 May 2024").is_valid()


@pytest.mark.parametrize("field", ["alt", "caption", "credit", "licence"])
def test_too_many_words_and_nul_bytes_are_refused(field):
    assert field in form(upload(), **{field: "x" * 401}).errors
    assert field in form(upload(), **{field: "a\x00b"}).errors
