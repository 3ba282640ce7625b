from django.urls import path

from backcare.publishing.views import page_view

from . import views

app_name = "routines"

urlpatterns = [
    path("", views.routine_list, name="list"),
    path("<slug:slug>/", page_view("routine"), name="detail"),
]
