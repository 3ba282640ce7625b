"""Views whose answers are not kept use the pieces that are."""

import pytest
from django.http import HttpResponse

from backcare.pagecache import recording
from backcare.pagecache.fragments import fragment
from backcare.pagecache.pieces import with_pieces

pytestmark = pytest.mark.django_db


@pytest.fixture
def view():
    made = []

    @with_pieces
    def view(request):
        def build():
            made.append(1)
            return f"made {len(made)}"

        return HttpResponse(fragment("piece of a test", str(id(made)), build))

    return view


def asked(view, rf, **headers):
    return view(rf.get("/", headers=headers)).text


def test_a_piece_is_made_once(view, rf):
    assert [asked(view, rf), asked(view, rf)] == ["made 1", "made 1"]
    assert recording.current() is None


@pytest.mark.parametrize("header", ["Cookie", "Authorization"])
def test_what_is_made_for_one_reader_is_not_kept(view, rf, header):
    assert asked(view, rf, **{header: "a=b"}) == "made 1"
    assert asked(view, rf) == "made 2"
    assert asked(view, rf, **{header: "a=b"}) == "made 2"


def test_a_recording_that_is_under_way_goes_on(rf):
    seen = with_pieces(lambda request: HttpResponse(str(id(recording.current()))))
    with recording.recording() as around:
        assert seen(rf.get("/")).text == str(id(around))
