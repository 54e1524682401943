"""Signing in, and the directory of units and people."""

from django.urls import path

from .views import imports, people, second_factor, signing_in, units

urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("session/", signing_in.session, name="session"),
    path("password/", signing_in.ChangePassword.as_view(), name="password"),
    path("sign-in/code/", second_factor.ask, name="code"),
    path("second-factor/", second_factor.set_up, name="second-factor"),
    path("second-factor/spare-codes/", second_factor.spare_codes, name="spare-codes"),
    path("second-factor/give-up/", second_factor.give_up, name="second-factor-give-up"),
    path("units/", units.listing, name="units"),
    path("units/new/", units.edit, name="unit-new"),
    path("units/<int:pk>/", units.edit, name="unit"),
    path("units/import/", imports.import_units, name="unit-import"),
    path("units/import/template.xlsx", imports.unit_template, name="unit-template"),
    path("people/", people.listing, name="people"),
    path("people/new/", people.edit, name="person-new"),
    path("people/<int:pk>/", people.edit, name="person"),
    path("people/<int:pk>/password/", people.new_password, name="person-password"),
    path("people/<int:pk>/second-factor/", second_factor.reset, name="person-second-factor"),
    path("people/import/", imports.import_people, name="people-import"),
    path("people/import/template.xlsx", imports.people_template, name="people-template"),
]
