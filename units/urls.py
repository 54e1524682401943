"""Signing in, and the directory of units and people."""

from django.urls import path

from .views import imports, people, signing_in, units

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("password/", signing_in.ChangePassword.as_view(), name="password"),
    path("units/", units.listing, name="units"),
    path("units/new/", units.edit, name="unit-new"),
    path("units/<int:pk>/", units.edit, name="unit"),
    path("units/import/", imports.import_units, name="unit-import"),
    path("units/import/template.xlsx", imports.unit_template, name="unit-template"),
    path("people/", people.listing, name="people"),
    path("people/new/", people.edit, name="person-new"),
    path("people/<int:pk>/", people.edit, name="person"),
    path("people/<int:pk>/password/", people.new_password, name="person-password"),
    path("people/import/", imports.import_people, name="people-import"),
    path("people/import/template.xlsx", imports.people_template, name="people-template"),
]
