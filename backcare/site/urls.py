from django.conf import settings
from django.urls import path

from backcare.health import views as health
from backcare.publishing.views import page_view

from . import offline, views

app_name = "site"

urlpatterns = [
    path("contact/", views.contact, name="contact"),
    path("contact/sent/", views.contact_sent, name="contact_sent"),
    path("contact/kept/", views.contact_kept, name="contact_kept"),
    path("offline/", offline.offline, name="offline"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("site.css", views.stylesheet, name="stylesheet"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))

# Last: any other single word may be an information page.
urlpatterns.append(path("<slug:slug>/", page_view("information"), name="information"))
