"""Poses from people: as text in a form, or as JSON from the editor's script."""

import json
from typing import Any

from django.utils.translation import gettext as _

from ..figures.pose import Pose

MOST_CHARACTERS = 6000  # The longest pose, with every angle and prop named, has some 3000.


def parse(text: str, *, most: int = MOST_CHARACTERS) -> Any:
    """What the JSON says. Raises ValueError in words for the person who wrote it."""
    if len(text) > most:
        raise ValueError(_("This is too long for a pose."))
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = _("This is not JSON: line %(line)d, character %(column)d cannot be read.")
        where = {"line": error.lineno, "column": error.colno}
        raise ValueError(message % where) from error
    except (ValueError, RecursionError) as error:  # A number or a nesting without end.
        raise ValueError(_("This is not JSON that can be read.")) from error


def read_pose(data: Any) -> Pose:
    """The pose that ``data`` says. Raises ValueError that names what is wrong in it."""
    try:
        return Pose.from_json(data)
    except TypeError as error:  # A list or an object where a word stands.
        raise ValueError(_("The name of a part of the body is a word.")) from error
    except ValueError as error:
        # Half a character of a JSON escape could not be sent back.
        raise ValueError(str(error).encode(errors="replace").decode()) from error
