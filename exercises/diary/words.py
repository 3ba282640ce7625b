"""What the diary says. Its scripts have no words of their own, so that all are translated here."""

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """The words by name. What stands in braces is filled in by the script."""
    return {
        "session": _("Session"),
        "edit": _("Change"),
        "remove": _("Delete"),
        "editOne": _("Change the entry of {date}"),
        "removeOne": _("Delete the entry of {date}"),
        "minutes": _("{n} min"),
        "noPain": _("not said"),
        "painBoth": _("Pain {before} before, {after} after"),
        "painBefore": _("Pain {before} before"),
        "painAfter": _("Pain {after} after"),
        "noDays": _("No day noted yet this week."),
        "oneDay": _("One day noted this week."),
        "days": _("{n} days noted this week."),
        "chart": _(
            "Pain before and after, {n} entries from {first} to {last}; the table has them."
        ),
        "done": _("done"),
        "saved": _("The entry is saved on this device."),
        "changed": _("The entry is changed."),
        "removed": _("The entry is deleted."),
        "erased": _("The diary is empty."),
        "eraseCount": _("All entries ({n}) are deleted from this device, for good."),
        "added": _("Read: {added} new, {known} known already."),
        "unread": _("These lines could not be read and were left out: {lines}."),
        "notCsv": _(
            "This file is not a diary: its first line does not name the columns. "
            "Nothing was changed."
        ),
        "tooLarge": _("This file is larger than any diary. Nothing was changed."),
        "unreadable": _("The file could not be read. Nothing was changed."),
        "full": _(
            "This browser has no room left, so this was not saved. Export the diary, or delete "
            "older entries."
        ),
        "blocked": _(
            "This browser does not let websites keep anything, perhaps because the window is "
            "private. Nothing can be saved here: use the table on paper."
        ),
        "broken": _(
            "What this browser has kept for the diary cannot be read. Nothing is changed until "
            "you erase it; export saves it as it is."
        ),
        "newer": _(
            "This diary was written by a newer version of the site. Load the page again to use it."
        ),
        "wrongTime": _("Give a date and a time that exist."),
        "wrongTitle": _("Say what you did."),
        "wrongPain": _("Pain is a whole number from 0 to 10, or left empty."),
        "wrongMinutes": _("Minutes are a whole number up to 1440, or left empty."),
    }
