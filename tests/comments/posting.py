"""What a browser sends from the comment form."""

from tests.factories import make_article

OWN = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
WORDS = {"name": "Ann", "email": "ann@example.org", "text": "Does it help at night?"}


def post(client, page, headers=OWN, **values):
    """Send a comment under ``page`` as its form does."""
    return client.post(f"/comments/post/{page.pk}/", WORDS | values, headers=headers)


def receipt_of(client, page=None, **values) -> str:
    """Send a comment; returns the path of its receipt."""
    return post(client, page or make_article(), **values)["Location"].partition("?")[0]
