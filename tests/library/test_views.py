"""Files are served as pictures and nothing else, and nothing but our files is served."""

from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from .pictures import make_image, make_rendered_image, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """A client that closes the files behind its responses, as a server does."""
    responses = []

    class ClosingClient(Client):
        def request(self, **request):
            responses.append(super().request(**request))
            return responses[-1]

    yield ClosingClient()
    for response in responses:
        response.close()


@pytest.fixture
def address() -> str:
    return make_rendered_image(plain((500, 300))).thumbnail_url


def test_a_file_is_served_for_ever_and_inert(client: Client, address: str, media: Path):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in response
    assert "Vary" not in response
    content = b"".join(response.streaming_content)
    assert content == (media / address.removeprefix("/media/")).read_bytes()
    assert response["Content-Length"] == str(len(content))


def test_a_jpeg_is_served_as_one(client: Client):
    assert client.get(make_image().file.url)["Content-Type"] == "image/jpeg"


def test_an_avif_is_served_as_one(client: Client):
    image = make_rendered_image()
    address = image.sources[0]["srcset"].split()[0]
    assert client.get(address)["Content-Type"] == "image/avif"


def test_a_known_file_is_not_sent_again(client: Client, address: str):
    first = client.get(address)
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = client.get(address, headers=headers)
        assert again.status_code == 304
        assert again.content == b""
        assert again["Cache-Control"] == first["Cache-Control"]
        assert again["X-Content-Type-Options"] == "nosniff"


def test_another_etag_gets_the_file(client: Client, address: str):
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_sends_no_content(client: Client, address: str):
    response = client.head(address)
    assert response.status_code == 200
    assert not b"".join(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(client: Client, address: str, method: str):
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    "name",
    [
        "../secret.txt",
        "images/../../secret.txt",
        "images/ab/../../../secret.txt",
        "..%2f..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "images/ab/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "//etc/passwd",
        "/etc/passwd",
        "images\\..\\secret.txt",
        "secret.txt",
        "images/ab/abcdefabcdefabcd.jpg/../../../secret.txt",
        "images/ab/abcdefabcdefabcd.jpg%00.txt",
        "images/ab/abcdefabcdefabcd.jpg%0a",
        "images/ab/abcdefabcdefabcd.svg",
        "images/ab/abcdefabcdefabcd.html",
        "images/ab/ABCDEFABCDEFABCD.jpg",
        "images/ab/abcdefabcdefabcd-99999.webp",
        "images/ab/abcdefabcdefabcd.jpg",
        "images/",
        "images/ab/",
        "",
        "a" * 4000,
        quote("\ufffd\u202e.jpg"),
    ],
)
def test_nothing_else_is_served(client: Client, tmp_path: Path, media: Path, name: str):
    media.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("MARKER")
    (media / "secret.txt").write_text("MARKER")
    response = client.get(f"/media/{name}")
    assert response.status_code in {400, 404}
    assert b"MARKER" not in response.content
