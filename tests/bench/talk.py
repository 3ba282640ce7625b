"""Articles that are talked about: the same text below, and more or fewer comments."""

from random import Random

from django.db import transaction

from articles.models import Article
from tests.comments.factories import make_comment
from tests.factories import make_article

WORDS = (
    "I have had this for about six weeks, and the stretch on the side helped me more than the "
    "one on the back.\n\nDoes it matter at what time of the day I do it? This is what I was "
    "told: https://www.example.org/back-pain/ ({number})"
)


@transaction.atomic
def article_with(count: int) -> str:
    """An article with ``count`` comments, half of them answers, if it isn't there; its path."""
    slug = f"talked-about-{count}"
    if there := Article.objects.filter(slug=slug).first():
        return there.get_absolute_url()
    article = make_article(slug=slug, body="<p>Most back pain goes.</p>" * 30)
    random = Random(count)  # The same comments each time.
    comments = []
    for number in range(count):
        answers = random.choice(comments) if comments and random.random() < 0.5 else None
        values = {"page": article.page_ptr, "text": WORDS.format(number=number)}
        comments.append(make_comment(answers, **values))
    return article.get_absolute_url()
