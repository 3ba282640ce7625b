"""Dates and times where no template says how: as the site writes them, the hours from 0 to 23."""

DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
TIME_FORMAT = "H:i"
