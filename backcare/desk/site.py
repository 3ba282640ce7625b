"""The editors' desk: Django's admin under the strict content policy."""

from django.contrib.admin import AdminSite


class DeskSite(AdminSite):
    site_header = "Backcare"
