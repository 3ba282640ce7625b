from django.urls import path

from backcare.publishing.views import page_view

from . import views

app_name = "articles"

urlpatterns = [
    path("articles/", views.article_list, name="list"),
    path("articles/<slug:slug>/", page_view("article"), name="detail"),
    path("series/<slug:slug>/", views.series_detail, name="series"),
]
