from django.urls import re_path

from . import views

app_name = "previews"

urlpatterns = [
    re_path(r"^(?P<token>[\w-]{20,64})/$", views.shared, name="shared"),
]
