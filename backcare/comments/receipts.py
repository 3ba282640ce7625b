"""The link by which a commenter, who has no account, comes back to what they wrote."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .models import Comment

_SIGNER = Signer(salt="backcare.comments.receipt")


def receipt_url(comment: Comment) -> str:
    """The address of the receipt of ``comment``; whoever has it may change the comment."""
    return reverse("comments:receipt", args=[_SIGNER.sign(str(comment.pk))])


def comment_of(token: str) -> Comment | None:
    """The comment that a receipt is for; None when the token was not made here, or for a person
    who has been forgotten.
    """
    try:
        pk = int(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    written = Comment.objects.exclude(email="", user=None)
    return written.select_related("page").filter(pk=pk).first()
