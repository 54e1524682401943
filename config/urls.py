"""Every page belongs to one app; no admin site and no editor upload views are mounted."""

from django.urls import include, path

urlpatterns = [
    path("", include("units.urls")),
    path("", include("bulletins.urls")),
    path("", include("distribution.urls")),
    path("", include("records.urls")),
]
