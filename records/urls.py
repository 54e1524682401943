from django.urls import path

from . import views

urlpatterns = [
    path("records/", views.listing, name="records"),
    path("records/<int:pk>/", views.one, name="record"),
    path("records/records.xlsx", views.as_xlsx, name="records-xlsx"),
    path("records/records.csv", views.as_csv, name="records-csv"),
]
