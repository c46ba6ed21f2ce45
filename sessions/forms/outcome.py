"""What came of a session, and where it is held."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fields import TextField
from sessions.forms.base import VersionedForm


class ContestForm(VersionedForm):
    reason = TextField(
        label=gettext_lazy("What happened"),
        help_text=gettext_lazy("Our staff and the other side read it. 10 to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LinkForm(VersionedForm):
    meeting_url = TextField(
        label=gettext_lazy("Meeting link"),
        help_text=gettext_lazy(
            "An address that begins with https://. Leave it empty to remove it."
        ),
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )

    def clean_meeting_url(self) -> str:
        """What is taken away is sent as empty; what was left out may be a mistake."""
        if "meeting_url" not in self.data:
            raise forms.ValidationError(_("Give an address, or an empty one to remove it."))
        return str(self.cleaned_data["meeting_url"])


class NotesForm(VersionedForm):
    """The wrap-up, which both read, and a note that only its writer sees."""

    outcome_summary = TextField(
        label=gettext_lazy("What we did"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shared_notes = TextField(
        label=gettext_lazy("Notes for both"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    homework = TextField(
        label=gettext_lazy("Homework"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = TextField(
        label=gettext_lazy("Next step"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    private_note = TextField(
        label=gettext_lazy("Private note"),
        help_text=gettext_lazy("Only you ever see this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
