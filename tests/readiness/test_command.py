from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_article, make_topic

pytestmark = pytest.mark.django_db


def test_each_live_page_is_listed_with_what_blocks_first():
    make_article(title="Good", topics=[make_topic()], summary="x" * 60)
    make_article(title="Bad", slug="bad", body="<p>Naproxen is a cure.</p>")
    make_article(title="Draft", status="draft", summary="")
    out = StringIO()

    with pytest.raises(CommandError, match="1 page would not pass today"):
        call_command("check_pages", stdout=out)

    lines = out.getvalue().splitlines()
    bad = lines.index("/articles/bad/  Bad")
    assert lines[bad + 1] == "  ! The page names Naproxen and has no source. [body]"
    assert lines[bad + 2] == "  - “cure” promises too much. [body]"
    assert "Draft" not in out.getvalue()
