from django.urls import path

from backcare.publishing.views import page_view

from . import views

app_name = "exercises"

urlpatterns = [
    path("", views.exercise_list, name="list"),
    path("<slug:slug>/", page_view("exercise"), name="detail"),
]
