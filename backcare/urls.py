"""Every address of the site. With the settings, the only place that names all its parts."""

from django.contrib import admin
from django.urls import include, path

from backcare.publishing import sitemaps

handler400 = "backcare.http.errors.bad_request"
handler403 = "backcare.http.errors.forbidden"
handler404 = "backcare.addresses.answering.not_found"
handler500 = "backcare.http.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("backcare.publishing.urls")),
    path("", include("articles.urls")),
    path("exercises/", include("exercises.urls")),
    path("routines/", include("exercises.routine_urls")),
    path("diary/", include("exercises.diary.urls")),
    path("", include("backcare.topics.urls")),
    path("", include("backcare.people.urls")),
    path("search/", include("backcare.search.urls")),
    path("media/", include("backcare.library.urls")),
    path("comments/", include("backcare.comments.urls")),
    path("preview/", include("backcare.previews.urls")),
    path("problems/", include("backcare.problems.urls")),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemaps.section,
        name="django.contrib.sitemaps.views.sitemap",
    ),
    # Last, since any single word may be one of its pages.
    path("", include("backcare.site.urls")),
]
