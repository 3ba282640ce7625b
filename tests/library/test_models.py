"""Rows and their files live and die together, and rows know their addresses."""

import re
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import IntegrityError, transaction

from backcare.library import files
from backcare.library.models import Image
from backcare.library.processing import prepare
from backcare.library.renditions import make_renditions

from .pictures import BLUE, encoded, make_image, make_rendered_image, plain, upload


def names(image: Image) -> set[str]:
    return set(files.names(image.stored))


def replace(image: Image) -> None:
    image.store(prepare(upload(encoded(plain((500, 400), BLUE)))))
    image.save()


class Boom(Exception):
    """Something that went wrong after the files were written."""


# Files and transactions -------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
class TestFilesAndTransactions:
    def test_adding_keeps_the_files(self, stored):
        image = make_image()
        assert stored() == names(image)

    def test_an_undescribed_image_leaves_no_file_and_no_row(self, stored):
        with pytest.raises(ValidationError):
            make_image(alt="")
        assert stored() == set()
        assert not Image.objects.exists()

    def test_a_full_disk_leaves_no_row(self, stored, monkeypatch):
        def full(self, name, content):
            raise OSError("No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", full)
        with pytest.raises(files.StorageError):
            make_image()
        assert stored() == set()
        assert not Image.objects.exists()

    def test_a_failing_insert_leaves_no_file(self, stored, monkeypatch):
        monkeypatch.setattr(Image, "full_clean", lambda self: None)
        with pytest.raises(IntegrityError):
            make_image(alt="")
        assert stored() == set()

    def test_a_failing_insert_within_a_transaction_leaves_no_file(self, stored, monkeypatch):
        monkeypatch.setattr(Image, "full_clean", lambda self: None)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_image(alt="")
        assert stored() == set()

    def test_a_rollback_removes_the_files(self, stored):
        with suppress(Boom), Image.objects.files_kept_with_rows(), transaction.atomic():
            make_image()
            assert stored()
            raise Boom
        assert stored() == set()

    def test_a_partial_rollback_removes_only_its_files(self, stored):
        with Image.objects.files_kept_with_rows(), transaction.atomic():
            kept = make_image()
            with suppress(Boom), transaction.atomic():
                make_image()
                raise Boom
        assert stored() == names(kept)

    def test_an_error_after_the_commit_removes_nothing(self, stored):
        with suppress(Boom), Image.objects.files_kept_with_rows():
            image = make_image()
            raise Boom
        assert stored() == names(image)

    def test_another_file_replaces_the_first(self, stored):
        image = make_image()
        before, key = names(image), image.pk
        replace(image)
        image.refresh_from_db()
        assert image.pk == key
        assert stored() == names(image)
        assert not before & stored()
        assert (image.width, image.height) == (500, 400)

    def test_replacing_is_undone_by_a_rollback(self, stored):
        image = make_image()
        before = names(image)
        with suppress(Boom), Image.objects.files_kept_with_rows(), transaction.atomic():
            replace(image)
            raise Boom
        assert stored() == before

    def test_a_replacement_that_is_not_saved_is_removed(self, stored):
        image = make_image()
        before = names(image)
        with Image.objects.files_kept_with_rows():
            image.store(prepare(upload()))
        assert stored() == before

    def test_deleting_removes_the_files_on_commit(self, stored):
        image = make_image()
        with transaction.atomic():
            image.delete()
            assert stored()
        assert stored() == set()

    def test_a_deletion_that_is_rolled_back_removes_nothing(self, stored):
        image = make_image()
        with suppress(Boom), transaction.atomic():
            image.delete()
            raise Boom
        assert stored() == names(image)

    def test_deleting_many_removes_the_files_of_each(self, stored):
        make_image()
        make_image()
        Image.objects.all().delete()
        assert stored() == set()


# Rows -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_database_wants_a_description_or_none_on_purpose():
    image = make_image(alt="", decorative=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.filter(pk=image.pk).update(decorative=False)


@pytest.mark.django_db
def test_a_file_cannot_be_put_in_as_it_came(stored):
    image = Image(alt="A field", width=1, height=1)
    image.file = ContentFile(b"<svg/>", name="x.svg")
    with pytest.raises(TypeError, match="re-encodes"):
        image.save()
    assert stored() == set()


def srcsets(image: Image) -> dict[str, str]:
    """The candidates of each format, with their names shortened to what follows the key."""
    return {
        source["type"]: re.sub(r"/media/images/../[0-9a-f]{16}", "", source["srcset"])
        for source in image.sources
    }


@pytest.mark.django_db
def test_the_addresses_of_a_large_photo():
    image = make_rendered_image(plain((2000, 1000)))
    assert srcsets(image) == {
        "image/avif": "-400.avif 400w, -800.avif 800w, -1600.avif 1600w",
        "image/webp": "-400.webp 400w, -800.webp 800w, -1600.webp 1600w",
    }
    assert image.src.endswith("-1200.jpg")
    assert image.thumbnail_url.endswith("-400.webp")
    assert image.social_url == image.src
    assert (image.social["width"], image.social["height"]) == (1200, 600)


@pytest.mark.django_db
def test_the_addresses_of_a_small_photo():
    image = make_rendered_image(plain((300, 200)))
    assert srcsets(image)["image/webp"] == "-300.webp 300w"
    assert image.social_url == image.src == image.file.url
    assert (image.social["width"], image.social["height"]) == (300, 200)


@pytest.mark.django_db
def test_until_the_worker_has_been_there_the_master_is_shown():
    image = make_image(plain((2000, 1000)))
    assert image.sources == []
    assert {image.src, image.thumbnail_url, image.social_url} == {image.file.url}


@pytest.mark.django_db
def test_renditions_of_before_there_was_avif_are_still_shown():
    image = make_rendered_image(plain((2000, 1000)))
    image.renditions = [file for file in image.renditions if not file["name"].endswith(".avif")]
    assert list(srcsets(image)) == ["image/webp"]


@pytest.mark.django_db
def test_a_transparent_image_is_white_on_social_networks_only():
    image = make_rendered_image(plain((1000, 500), (0, 0, 0, 100), "RGBA"))
    assert image.src.endswith("-800.webp")
    assert image.social_url.endswith("-1000.jpg")


@pytest.mark.django_db
def test_addresses_come_from_the_storage(settings):
    image = make_rendered_image()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"base_url": "https://media.example/"},
        },
    }
    addresses = [image.src, image.thumbnail_url, image.social_url]
    addresses += [source["srcset"] for source in image.sources]
    for address in addresses:
        assert address.startswith("https://media.example/images/")


@pytest.mark.django_db
def test_a_form_that_was_opened_before_does_not_put_old_files_back():
    opened_before = make_image()
    rendered = make_renditions(Image.objects.get(pk=opened_before.pk))
    opened_before.alt = "Another description"
    opened_before.save()
    image = Image.objects.get()
    assert rendered
    assert image.alt == "Another description"
    assert image.renditions


@pytest.mark.django_db
def test_an_image_without_a_description_can_wait_for_one():
    image = make_image(alt="", is_waiting=True)
    assert not Image.objects.described().exists()
    image.describe(alt="A bed")
    image.save()
    assert Image.objects.described().get() == image


@pytest.mark.django_db
@pytest.mark.parametrize("place", [-0.1, 1.1])
def test_the_focal_point_lies_within_the_image(place):
    image = make_image()
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.filter(pk=image.pk).update(focal_y=place)


@pytest.mark.django_db
def test_an_image_is_called_by_what_it_shows():
    assert str(make_image(alt="A bed with two pillows")) == "A bed with two pillows"
    assert str(make_image(alt="", decorative=True, caption="A divider")) == "A divider"
    image = make_image(alt="", is_waiting=True)
    assert str(image) == f"Image {image.pk}"
    image = make_image(alt="", decorative=True)
    assert str(image) == f"Decorative image {image.pk}"
    assert len(str(make_image(alt="word " * 50))) <= 80


@pytest.mark.django_db
def test_a_decorative_image_has_no_alternative_text():
    assert make_image(alt="Ignored", decorative=True).alt_text == ""
    assert make_image(alt="A bed").alt_text == "A bed"


@pytest.mark.django_db
def test_an_upload_can_be_found_again():
    content = encoded(plain())
    image = Image.objects.add(BytesIO(content), alt="A field")
    assert Image.objects.get(digest=prepare(upload(content)).digest) == image


@pytest.mark.django_db
def test_a_known_licence_has_an_address():
    assert make_image(licence="CC BY 4.0").licence_url.startswith("https://creativecommons.org/")
    assert make_image(licence="javascript:alert(1)").licence_url == ""
