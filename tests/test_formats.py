from datetime import datetime

from django.utils.formats import date_format


def test_times_that_no_template_writes_are_written_as_all_others():
    moment = datetime(2026, 11, 21, 22, 5)  # noqa: DTZ001  (formats know no zone)
    assert date_format(moment, "DATETIME_FORMAT") == "21 Nov 2026, 22:05"
    assert date_format(moment, "TIME_FORMAT") == "22:05"
    assert date_format(moment, "DATE_FORMAT") == "21 Nov 2026"
