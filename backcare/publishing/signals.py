"""What happens to pages that readers can notice; for infrastructure to listen to.

Sent inside the transaction, with ``sender`` the Page class and ``page`` the original row
of its own kind.
"""

from django.dispatch import Signal

page_published = Signal()
page_withdrawn = Signal()
