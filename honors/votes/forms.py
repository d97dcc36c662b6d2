"""What is filled in for a poll. Checks of form only."""

from django import forms

from veterans.foundation.form_fields import text_field


class WhyForm(forms.Form):
    """A reason."""

    why = text_field("原因", 200, lines=3)
