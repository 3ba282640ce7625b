"""A reminder as a calendar file: iCalendar (RFC 5545), the few parts that one weekly event needs.

The time is local and without a zone ("floating", RFC 5545, 3.3.5): half past seven stays half past
seven when the clocks change and when the reader travels. Nothing in the file tells of the reader.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

# RFC 5545, 3.3.10, from Monday.
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
MOST_WEEKS = 52
LONGEST_LINE = 75  # octets, RFC 5545, 3.1


@dataclass(frozen=True, slots=True)
class Reminder:
    """To do something at ``at`` on some ``days`` of the week (of ``DAYS``), for so many weeks.

    ``days`` is not empty; ``minutes`` is how long it takes; ``address`` is absolute.
    """

    title: str
    text: str
    address: str
    days: frozenset[str]
    at: time
    weeks: int
    minutes: int

    @property
    def uid(self) -> str:
        """The same for the same days and time, so that fetching it again replaces the event."""
        days = ",".join(day for day in DAYS if day in self.days)
        return str(uuid5(NAMESPACE_URL, f"{self.address}?days={days}&time={self.at:%H:%M}"))

    def first_day(self, today: date) -> date:
        """The first of the days after ``today``: no reminder is in the past already."""
        following = (today + timedelta(days=number) for number in range(1, 8))
        return next(day for day in following if DAYS[day.weekday()] in self.days)


def calendar_file(reminder: Reminder, *, now: datetime) -> bytes:
    """The calendar file. ``now`` is an aware time in the zone whose days count."""
    return "".join(f"{line}\r\n" for line in _folded(_lines(reminder, now))).encode()


def _lines(reminder: Reminder, now: datetime) -> Iterator[str]:
    start = datetime.combine(reminder.first_day(now.date()), reminder.at)
    days = ",".join(day.upper() for day in DAYS if day in reminder.days)
    count = reminder.weeks * len(reminder.days)
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Backcare//Reminder//EN"
    yield "BEGIN:VEVENT"
    yield f"UID:{reminder.uid}"
    yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART:{start:%Y%m%dT%H%M%S}"
    yield f"DURATION:PT{reminder.minutes}M"
    yield f"RRULE:FREQ=WEEKLY;COUNT={count};BYDAY={days}"
    yield f"SUMMARY:{escaped(reminder.title)}"
    yield "DESCRIPTION:" + escaped(f"{reminder.text}\n{reminder.address}".strip())
    yield f"URL:{reminder.address}"
    # What somebody does for their back is nobody's business who shares the calendar.
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(reminder.title)}"
    yield "TRIGGER:PT0S"
    yield "END:VALARM"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def escaped(text: str) -> str:
    """Text as a value (RFC 5545, 3.3.11), without control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(lines: Iterator[str]) -> Iterator[str]:
    """Lines of at most 75 octets; what goes on begins with a space. No character is cut in two."""
    for line in lines:
        piece, size = "", 0
        for sign in line:
            octets = len(sign.encode())
            if size + octets > LONGEST_LINE:
                yield piece
                piece, size = " ", 1
            piece += sign
            size += octets
        yield piece
