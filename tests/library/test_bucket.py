"""Images kept in a bucket: the same as on disk, for readers and for editors."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from backcare import environment
from backcare.library import checks, files, jobs, renditions
from backcare.library.bucket import BucketError
from backcare.library.models import Image
from tests.browser.site import free_port
from tests.bucket import s3_store

from .pictures import make_image, make_rendered_image, plain

pytestmark = pytest.mark.django_db

NAME = "images/ab/abcdefabcdefabcd.jpg"


@pytest.fixture(scope="module")
def store():
    with s3_store() as store:
        yield store


@pytest.fixture
def bucket(store, settings, monkeypatch):
    """An empty bucket, which the site keeps its images in."""
    use(settings, monkeypatch, store.address("/site"))
    yield store.bucket
    store.bucket.objects.all().delete()


def use(settings, monkeypatch, address):
    monkeypatch.setenv("MEDIA_STORE", address)
    settings.STORAGES = settings.STORAGES | {"default": environment.media_store("MEDIA_STORE")}


def keys(bucket):
    return {item.key.removeprefix("site/") for item in bucket.objects.all()}


def test_an_image_and_its_renditions_are_kept_in_the_bucket(bucket, media):
    image = make_rendered_image(plain((1700, 900)))

    assert keys(bucket) == set(files.names(image.stored))
    assert len(keys(bucket)) > 5
    assert not media.exists()
    kinds = {item.Object().content_type for item in bucket.objects.all()}
    assert kinds == {"image/avif", "image/jpeg", "image/webp"}


def test_readers_get_it_from_the_site_with_what_makes_it_inert(bucket):
    image = make_image(plain((300, 200)))
    response = Client().get(image.file.url)
    content = b"".join(response.streaming_content)
    response.close()

    assert image.file.url == f"/media/{image.file.name}"
    assert content == bucket.Object(f"site/{image.file.name}").get()["Body"].read()
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_known_file_is_not_sent_again(bucket):
    url = make_image(plain((300, 200))).file.url
    first = Client().get(url)
    first.close()

    for header in ("ETag", "Last-Modified"):
        condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
        again = Client().get(url, headers={condition: first[header]})
        assert again.status_code == 304
        assert again.content == b""


def test_whatever_else_is_in_the_bucket_is_served_to_nobody(bucket):
    for key in ("site/secret.txt", "secret.txt", "site/images/ab/page.html", "site/a.svg"):
        bucket.put_object(Key=key, Body=b"MARKER", ContentType="text/html")

    for path in ("secret.txt", "../secret.txt", "images/ab/page.html", "a.svg", NAME):
        response = Client().get(f"/media/{path}")
        assert response.status_code == 404
        assert b"MARKER" not in response.content


def test_a_file_is_served_as_what_its_name_says_whatever_the_bucket_claims(bucket):
    bucket.put_object(Key=f"site/{NAME}", Body=b"<script>", ContentType="text/html")
    response = Client().get(f"/media/{NAME}")
    response.close()

    assert response["Content-Type"] == "image/jpeg"


def test_files_go_with_their_row(bucket, django_capture_on_commit_callbacks):
    image = make_rendered_image(plain((500, 300)))
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert keys(bucket) == set()


def test_files_that_nobody_refers_to_are_removed_after_a_day(bucket, monkeypatch):
    kept = make_image(plain((300, 200)))
    default_storage.save(NAME, ContentFile(b"left over"))
    default_storage.save("other.txt", ContentFile(b"not ours"))
    monkeypatch.setattr(jobs, "LEFT_OVER_AFTER", timedelta(0))
    jobs.remove_leftovers()

    assert keys(bucket) == {kept.file.name, "other.txt"}


def test_renditions_are_made_of_what_the_bucket_has(bucket):
    image = make_image(plain((500, 300)))
    bucket.Object(f"site/{image.file.name}").delete()

    assert renditions.make_all(Image.objects.all()) == (0, 1)  # It is logged, and tried again.
    with pytest.raises(FileNotFoundError):
        default_storage.open(image.file.name)


def test_a_store_that_is_away_is_said_to_readers_and_editors(bucket, settings, monkeypatch):
    image = make_image(plain((300, 200)))
    use(settings, monkeypatch, f"s3+http://key:secret@127.0.0.1:{free_port()}/pictures")
    response = Client().get(image.file.url)

    assert response.status_code == 503
    assert response["Retry-After"]
    with pytest.raises(files.StorageError):
        make_image(plain((20, 10)))
    with pytest.raises(BucketError):
        default_storage.open(image.file.name)


def test_a_bucket_that_can_be_used_passes_the_checks(bucket):
    assert checks.check_media_store() == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3+http://key:secret@{store}/another", "the bucket another: there is no such bucket"),
        ("s3+http://key:secret@127.0.0.1:1/pictures", "Could not connect"),
    ],
)
def test_a_bucket_that_cannot_be_used_is_named(store, settings, monkeypatch, address, said):
    use(settings, monkeypatch, address.format(store=store.host))
    [error] = checks.check_media_store()

    assert error.id == "backcare.E040"
    assert said in error.msg
    assert "secret" not in error.msg


def test_the_site_does_not_start_without_its_bucket(store, settings, monkeypatch, tmp_path):
    use(settings, monkeypatch, f"s3+http://key:secret@{store.host}/another")
    settings.VAR_DIR, settings.PORT = tmp_path, free_port()

    with pytest.raises(CommandError, match="no such bucket.* See MEDIA_STORE"):
        call_command("launch", no_demo=True, no_worker=True)
