"""What signing in asks for, where allauth has no form of its own."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FirstPassword(forms.Form):
    """A password, typed twice."""

    password = forms.CharField(strip=False)
    again = forms.CharField(strip=False)

    def clean(self) -> dict[str, object]:
        """Both the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        return given
