import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from backcare.demo.management.commands import demo as command
from backcare.publishing.models import Page
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def created(monkeypatch):
    """What loading the demonstration content creates; the content itself is left alone."""
    counts = {"topic": 2, "article": 3}
    monkeypatch.setattr(command, "load", lambda: counts)
    return counts


def test_it_says_what_it_created(created, capsys):
    call_command("demo")
    assert capsys.readouterr().out == "Created: 3 × article, 2 × topic.\n"
    created.clear()
    call_command("demo")
    assert capsys.readouterr().out == "Created: nothing, it was all there.\n"


def test_scaling_makes_synthetic_articles_beside_it(created, capsys):
    call_command("demo", scale=3)
    assert capsys.readouterr().out.endswith("Made 3 synthetic articles.\n")
    assert Article.objects.filter(slug="synthetic-2").exists()


def test_scaling_refuses_a_site_with_pages_of_its_own(created):
    make_article()
    with pytest.raises(CommandError, match="--yes"):
        call_command("demo", scale=3)
    assert Page.objects.count() == 1


def test_scaling_does_it_when_told_twice(created):
    make_article()
    call_command("demo", scale=3, yes=True, verbosity=0)
    assert Page.objects.count() == 4


def test_scaling_refuses_what_is_no_number_of_pages(created):
    with pytest.raises(CommandError, match="number"):
        call_command("demo", scale=-1)
