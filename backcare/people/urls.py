from django.urls import path

from . import views

app_name = "people"

urlpatterns = [path("people/<slug:slug>/", views.contributor_detail, name="detail")]
