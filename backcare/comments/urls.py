from django.urls import path
from django.views.decorators.http import require_safe

from backcare.pagecache.query import cacheable

from . import feeds, views
from .subscription_views import subscription_urls

app_name = "comments"

urlpatterns = [
    path("<int:pk>/", views.comment, name="comment"),
    path("<int:pk>/thread/", views.thread, name="thread"),
    path("<int:pk>/reply/", views.reply, name="reply"),
    path("<int:pk>/flag/", views.flag, name="flag"),
    path("flagged/", views.flagged, name="flagged"),
    path("post/<int:page_id>/", views.post, name="post"),
    path("receipt/<str:token>/", views.receipt, name="receipt"),
    path("feed/", cacheable()(require_safe(feeds.SiteFeed())), name="feed"),
    path("feed/<int:page_id>/", cacheable()(require_safe(feeds.PageFeed())), name="page_feed"),
    *subscription_urls,
]
