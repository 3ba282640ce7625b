"""Rows as they are posted, against a database that is only a dictionary."""

from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from backcare.editing.rows import Part, read

PART = Part("sources", "page", "id", "position", ("key",))


class Rows:
    """Rows in a database and in a form, saved as Django's formsets would."""

    def __init__(self, count):
        self.stored = {n: {"key": f"k{n}", "text": f"old {n}", "position": n} for n in range(count)}
        self.shown = [
            {"id": str(n)} | {k: str(v) for k, v in row.items()} | {"old": True}
            for n, row in self.stored.items()
        ]
        self.next = count

    def posted(self):
        data = QueryDict(mutable=True)
        data["sources-TOTAL_FORMS"] = str(len(self.shown))
        data["sources-INITIAL_FORMS"] = str(sum(row["old"] for row in self.shown))
        data["other-0-id"] = "7"
        for place, row in enumerate(self.shown):
            for name, value in row.items():
                if name != "old" and not (name == "DELETE" and not value):
                    data[f"sources-{place}-{name}"] = value
        return data

    def save(self, *, is_heard=True):
        known = {n: {"key": row["key"]} for n, row in self.stored.items()}
        result = read(self.posted(), PART, known, owner=1)
        for key in result.doomed:
            del self.stored[key]
        data = result.data
        initial = int(data["sources-INITIAL_FORMS"])
        ids = {}
        for place in range(int(data["sources-TOTAL_FORMS"])):
            key = data[f"sources-{place}-id"]
            if place < initial:
                assert int(key) in known
                if int(key) in result.doomed:
                    continue
                ids[place] = int(key)
            else:
                assert key == ""
                assert f"sources-{place}-DELETE" not in data
                ids[place], self.next = self.next, self.next + 1
            row = {name: data[f"sources-{place}-{name}"] for name in ("key", "text", "position")}
            row["position"] = int(row["position"])
            assert row["key"] not in [
                other["key"] for n, other in self.stored.items() if n != ids[place]
            ]
            self.stored[ids[place]] = row
        if is_heard:
            for before, place in result.places.items():
                if place in ids:
                    self.shown[before]["id"] = str(ids[place])
                    self.shown[before]["position"] = str(self.stored[ids[place]]["position"])
        assert data["other-0-id"] == "7"

    def texts(self):
        return [row["text"] for row in sorted(self.stored.values(), key=lambda r: r["position"])]

    def do(self, deed, place, number):
        if deed == "add":
            row = {"id": "", "key": f"n{number}", "text": f"new {number}", "position": "0"}
            self.shown.append(row | {"old": False})
        elif deed in {"hear", "miss"}:
            self.save(is_heard=deed == "hear")
        elif place < len(self.shown):
            self._change(deed, place, number)

    def _change(self, deed, place, number):
        row = self.shown[place]
        if deed == "change":
            row["text"] = f"changed {number}"
        elif deed == "remove" and not row["old"]:
            del self.shown[place]
        elif deed == "remove":
            row["DELETE"] = "" if row.get("DELETE") else "on"
        elif deed == "first":
            self.shown.insert(0, self.shown.pop(place))
            for position, each in enumerate(self.shown, 1):
                each["position"] = str(position)
        elif deed == "swap":
            first = self.shown[0]
            row["key"], first["key"] = first["key"], row["key"]
        elif deed == "steal":  # Somebody else deletes the row behind the form's back.
            self.stored.pop(int(row["id"] or -1), None)


DEEDS = st.sampled_from(["add", "change", "remove", "first", "swap", "steal", "hear", "miss"])


@given(st.integers(0, 4), st.lists(st.tuples(DEEDS, st.integers(0, 5)), max_size=25))
@example(2, [("add", 0), ("swap", 1)])
@example(0, [("add", 0), ("first", 0), ("add", 0)])
@example(0, [("add", 0), ("miss", 0), ("remove", 0)])
@example(1, [("remove", 0), ("hear", 0), ("remove", 0)])
def test_stored_is_what_the_form_shows(count, deeds):
    rows = Rows(count)

    for number, (deed, place) in enumerate(deeds):
        rows.do(deed, place, number)
    rows.save()

    assert rows.texts() == [row["text"] for row in rows.shown if not row.get("DELETE")]


@given(
    st.dictionaries(
        st.from_regex(
            r"sources-(\d{1,3}-(id|key|position|DELETE)|TOTAL_FORMS|INITIAL_FORMS)", fullmatch=True
        ),
        st.one_of(st.text(max_size=5), st.integers(-3, 10**20).map(str)),
        max_size=12,
    )
)
def test_nothing_that_is_posted_makes_it_fail(fields):
    data = QueryDict(mutable=True)
    for name, text in fields.items():
        data[name] = text

    result = read(data, PART, {1: {"key": "k1"}, 2: {"key": "k2"}}, owner=1)

    assert result.doomed <= {1, 2}


def test_row_that_is_not_named_stays_unless_the_form_is_whole():
    data = QueryDict("sources-TOTAL_FORMS=0&sources-INITIAL_FORMS=0")

    assert read(data, PART, {1: {"key": "k"}}, owner=1, is_whole=False).doomed == set()
    assert read(data, PART, {1: {"key": "k"}}, owner=1).doomed == {1}


def test_data_without_management_form_is_left_alone():
    data = QueryDict("sources-0-id=1")

    assert read(data, PART, {1: {"key": "k"}}, owner=1).data is data


def test_rows_that_rise_keep_their_positions():
    data = QueryDict(
        "sources-TOTAL_FORMS=2&sources-INITIAL_FORMS=2"
        "&sources-0-id=1&sources-0-position=0&sources-1-id=2&sources-1-position=4"
    )

    read_ = read(data, PART, {1: {"key": ""}, 2: {"key": ""}}, owner=1).data

    assert [read_[f"sources-{place}-position"] for place in range(2)] == ["0", "4"]


def test_positions_beyond_the_column_are_counted_anew():
    data = QueryDict(
        "sources-TOTAL_FORMS=2&sources-INITIAL_FORMS=0"
        "&sources-0-position=32767&sources-1-position=99999999"
    )

    read_ = read(data, PART, {}, owner=None).data

    assert [read_[f"sources-{place}-position"] for place in range(2)] == ["1", "2"]
