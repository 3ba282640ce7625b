import gzip

import pytest

from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_pages_are_compressed_for_those_who_ask(client):
    plain = client.get("/topics/")
    compressed = client.get("/topics/", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in plain
    assert compressed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in compressed["Vary"]
    assert gzip.decompress(compressed.content) == plain.content


def test_feeds_are_compressed(client):
    make_article()  # An empty feed may be as short as what it is compressed to.
    response = client.get("/feed/", headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
