"""The forms for signing in, for a unit, for a person with their roles, and for a file."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import Membership, ReportingUnit, User
from .naming import is_below, owner_of, split_aliases, tidy

TAKEN = _("“%(name)s” is already a name of %(unit)s.")


class SignInForm(AuthenticationForm):
    """One sentence for an unknown name, a wrong password and a deactivated person."""

    error_messages = {
        "invalid_login": _("The username or the password is not right."),
        "inactive": _("The username or the password is not right."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Username")


class CodeForm(forms.Form):
    """Six digits from the telephone, or a spare code; blanks in between do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false",
                   "autocapitalize": "off"}
        ),
    )  # fmt: skip

    def clean_code(self):
        return "".join(self.cleaned_data["code"].split())


class ChangePasswordForm(PasswordChangeForm):
    error_messages = PasswordChangeForm.error_messages | {
        "same": _("The new password must differ from the old one."),
    }

    def clean(self):
        super().clean()
        if self.user.check_password(self.cleaned_data.get("new_password1") or ""):
            self.add_error("new_password1", ValidationError(self.error_messages["same"], "same"))

    def save(self, commit=True):
        self.user.must_change_password = False
        return super().save(commit)


class UnitForm(forms.ModelForm):
    aliases = forms.CharField(
        label=_("Aliases"),
        help_text=_("Further names by which the unit is credited in print, one per line."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = ReportingUnit
        fields = ["name", "short_name", "aliases", "kind", "parent", "position", "head_approves",
                  "active"]  # fmt: skip
        help_texts = {
            "short_name": _("For narrow columns and the contents box."),
            "position": _("Smaller numbers come first in lists."),
            "head_approves": _("Articles pass the unit's head before the office sees them."),
            "active": _("Take the mark away instead of deleting: the unit's people lose their "
                        "roles in it at once, its articles stay."),
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Not Django's own check of the aliases, which counts lines of this unit as its rivals.
        if self.instance.pk:
            self.initial["aliases"] = "\n".join(alias.name for alias in self.instance.aliases.all())
            self.fields["parent"].queryset = ReportingUnit.objects.exclude(pk=self.instance.pk)

    def clean_name(self):
        return self._free(tidy(self.cleaned_data["name"]))

    def clean_short_name(self):
        return self._free(tidy(self.cleaned_data["short_name"]))

    def clean_aliases(self):
        names = split_aliases(self.cleaned_data["aliases"])
        for name in names:
            if len(name) > 100:
                raise ValidationError(_("“%(name)s” is too long."), params={"name": name})
            self._free(name)
        return names

    def clean_parent(self):
        parent = self.cleaned_data["parent"]
        if parent and self.instance.pk and is_below(parent, self.instance):
            raise ValidationError(
                _("%(parent)s stands under this unit, so it cannot stand above it."),
                params={"parent": parent},
            )
        return parent

    def _free(self, name):
        if unit := owner_of(name, besides=self.instance):
            raise ValidationError(TAKEN, params={"name": name, "unit": unit})
        return name

    def _save_m2m(self):
        super()._save_m2m()
        unit = self.instance
        wanted = [name for name in self.cleaned_data["aliases"]
                  if name not in (unit.name, unit.short_name)]  # fmt: skip
        unit.aliases.exclude(name__in=wanted).delete()
        for name in wanted:
            unit.aliases.get_or_create(name=name)


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["username", "name", "phone", "email", "is_active"]
        labels = {"username": _("Username"), "name": _("Name"), "email": _("E-mail")}
        help_texts = {
            "username": _("What the person types to sign in: letters (Chinese too), digits and "
                          "@ . + - _"),
            "name": _("The real name, as it is shown and signed."),
            "is_active": _("Take the mark away instead of deleting: the person is signed out at "
                           "once, what they did stays on record."),
        }  # fmt: skip

    def clean_username(self):
        username = self.cleaned_data["username"]
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=username).exists():
            raise ValidationError(self.instance.unique_error_message(User, ["username"]))
        return username

    def clean_name(self):
        return tidy(self.cleaned_data["name"])


class MembershipForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["role", "unit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].empty_label = _("The office")
        self.fields["unit"].label = _("In")
        # An empty line needs no role, a line with a unit does.
        self.fields["role"].required = bool(self.instance.pk)

    def clean_role(self):
        role = self.cleaned_data["role"]
        if not role and self.has_changed():
            raise ValidationError(_("Choose a role or empty the line."))
        return role


class BaseMembershipFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Places are checked here for office roles, which the database tells apart by NULL."""
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", None)
            if not data or data.get("DELETE") or not data.get("role"):
                continue
            held = (data["role"], data.get("unit"))
            if held in seen:
                form.add_error("role", _("The person holds this role twice."))
            seen.add(held)
        super().clean()


def membership_formset(person, data=None):
    """The roles of ``person``, with two free lines below them."""
    make = forms.inlineformset_factory(
        User, Membership, MembershipForm, formset=BaseMembershipFormSet, extra=2, max_num=50,
        absolute_max=60, can_delete=True, can_delete_extra=False,
    )  # fmt: skip
    formset = make(data, instance=person, prefix="roles")
    # One query for all the menus, not one for each.
    units = [("", _("The office")), *((unit.pk, str(unit)) for unit in ReportingUnit.objects.all())]
    for form in formset.forms:
        form.fields["unit"].choices = units
    return formset


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Excel workbook (.xlsx)"),
        help_text=_("At most 5 MB and 5,000 rows; the first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
