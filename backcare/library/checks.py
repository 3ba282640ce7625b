"""Whether images can be kept where the settings say."""

from django.core.checks import CheckMessage, Error, register
from django.core.files.storage import default_storage


def obstacle() -> str:
    """What stands between the site and its media store, or nothing; asks the store itself."""
    check_access = getattr(default_storage, "check_access", None)
    if check_access is not None:
        try:
            check_access()
        except OSError as error:
            return str(error)
    return ""


@register("backcare", deploy=True)
def check_media_store(**options: object) -> list[CheckMessage]:
    """The bucket is there, and lets us in. It has to be asked, hence not before every command."""
    reason = obstacle()
    if not reason:
        return []
    return [
        Error(
            f"The media store cannot be used: {reason}.",
            hint="Look at MEDIA_STORE, and at the rights of its key: list, read, write, delete.",
            id="backcare.E040",
        )
    ]
