from django.conf import settings
from django.urls import path

from backcare.publishing.views import page_view

from . import health, views

app_name = "site"

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact_sent"),
    path("contact/kept/", views.contact_kept, name="contact_kept"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("site.css", views.stylesheet, name="stylesheet"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))

# Last: any other single word may be an information page.
urlpatterns.append(path("<slug:slug>/", page_view("information"), name="information"))
