"""What happens to comments that readers can notice; for infrastructure to listen to.

Sent inside the transaction, with ``sender`` the Comment class and ``comment`` its row.
"""

from django.dispatch import Signal

comment_shown = Signal()
comment_hidden = Signal()
