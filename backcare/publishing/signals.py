"""What happens to pages that readers can notice; for infrastructure to listen to.

Sent inside the transaction, with ``sender`` the Page class and ``page`` the original row
of its own kind.
"""

from django.dispatch import Signal

page_published = Signal()
# Of any row, drafts too, whenever what it says has been stored as a whole.
page_synced = Signal()
page_withdrawn = Signal()
