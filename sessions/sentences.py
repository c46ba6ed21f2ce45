"""What happened to sessions, in words."""

from django.utils.translation import gettext_lazy as _

from core.sentences import Payload, Sentence, Words


def _which_are_free(payload: Payload) -> Words:
    if payload["offer_id"]:
        return _("Another booking changed which times offered for session %(number)s are free")
    return _("Another booking changed which new times for session %(number)s are free")


SENTENCES = {
    "times_offered": Sentence(
        you=_("You offered %(times)s for session %(number)s."),
        they=_("%(name)s offers %(times)s for session %(number)s."),
        history=_("Offered times for session %(number)s: %(each_start)s"),
        icon="calendar",
    ),
    "times_declined": Sentence(
        you=_("You declined the times for session %(number)s."),
        they=_("%(name)s declined the times for session %(number)s."),
        history=_("Declined the times for session %(number)s"),
        icon="x-circle",
    ),
    "times_withdrawn": Sentence(
        you=_("You withdrew the times for session %(number)s."),
        they=_("%(name)s withdrew the times for session %(number)s."),
        history=_("Withdrew the times for session %(number)s"),
    ),
    "times_superseded": Sentence(
        history=_("Replaced the times for session %(number)s"),
    ),
    "times_lapsed": Sentence(
        clock=_("The times for session %(number)s lapsed without an answer."),
        history=_("The times for session %(number)s lapsed unanswered"),
        icon="clock",
    ),
    "availability_noted": Sentence(history=_which_are_free),
    "session_scheduled": Sentence(
        you=_("You booked session %(number)s for %(starts)s. %(other)s has to confirm."),
        they=_("%(name)s booked session %(number)s for %(starts)s. Please confirm."),
        history=_("Picked %(starts)s for session %(number)s"),
        icon="calendar",
    ),
    "session_confirmed": Sentence(
        you=_("You confirmed session %(number)s: %(starts)s."),
        they=_("%(name)s confirmed session %(number)s: %(starts)s."),
        history=_("Confirmed session %(number)s for %(starts)s"),
        icon="check-circle",
    ),
    "session_declined": Sentence(
        you=_("You declined session %(number)s. The credit is free again."),
        they=_("%(name)s declined session %(number)s. The credit is free again."),
        clock=_("Session %(number)s was not confirmed in time. The credit is free again."),
        history=_("Session %(number)s was declined and can be booked again"),
        icon="x-circle",
    ),
    "session_cancelled": Sentence(
        you=_("You cancelled session %(number)s on %(starts)s."),
        they=_("%(name)s cancelled session %(number)s on %(starts)s."),
        clock=_("Session %(number)s on %(starts)s was cancelled: it was not paid in time."),
        history=_("Cancelled session %(number)s of %(starts)s"),
        icon="x-circle",
    ),
    "session_cancelled_late": Sentence(
        you=_("You cancelled session %(number)s on %(starts)s, inside the last 10 hours."),
        they=_("%(name)s cancelled session %(number)s on %(starts)s, inside the last 10 hours."),
        history=_("Cancelled session %(number)s of %(starts)s late"),
        icon="x-circle",
    ),
    "session_cancelled_by_coach": Sentence(
        history=_("Cancelled session %(number)s of %(starts)s late, as its coach"),
    ),
    "session_void": Sentence(
        history=_("Session %(number)s of %(starts)s became void"),
    ),
    "session_unused": Sentence(
        history=_("Session %(number)s was not used in time"),
    ),
    "reschedule_requested": Sentence(
        you=_("You asked to move session %(number)s."),
        they=_("%(name)s asks to move session %(number)s."),
        history=_("Asked to move session %(number)s"),
        icon="arrows-right-left",
    ),
    "reschedule_countered": Sentence(
        you=_("You answered with other times for session %(number)s."),
        they=_("%(name)s answered with other times for session %(number)s."),
        history=_("Answered with other times for session %(number)s"),
        icon="arrows-right-left",
    ),
    "session_rescheduled": Sentence(
        you=_("You agreed: session %(number)s moves from %(old)s to %(starts)s."),
        they=_("%(name)s agreed: session %(number)s moves from %(old)s to %(starts)s."),
        history=_("Agreed to move session %(number)s to %(starts)s"),
        icon="check-circle",
    ),
    "reschedule_declined": Sentence(
        you=_("You declined to move session %(number)s. The time stands."),
        they=_("%(name)s declined to move session %(number)s. The time stands."),
        history=_("Kept the time of session %(number)s"),
        icon="x-circle",
    ),
    "reschedule_withdrawn": Sentence(
        you=_("You no longer want to move session %(number)s. The time stands."),
        they=_("%(name)s no longer wants to move session %(number)s. The time stands."),
        history=_("Took back the wish to move session %(number)s"),
    ),
    "reschedule_expired": Sentence(
        clock=_("Nobody answered about moving session %(number)s. The time stands."),
        history=_("The wish to move session %(number)s went unanswered; the old time stands"),
        icon="clock",
    ),
    "reschedule_void": Sentence(
        history=_("The wish to move session %(number)s became void"),
    ),
    "meeting_link_changed": Sentence(
        you=_("You changed the link for session %(number)s."),
        they=_("%(name)s changed the link for session %(number)s."),
        history=_("Changed the meeting link of session %(number)s"),
        icon="link",
    ),
    "session_started": Sentence(
        you=_("You checked in to session %(number)s."),
        they=_("%(name)s checked in to session %(number)s."),
        history=_("Checked in to session %(number)s"),
        icon="arrow-right-end-on-rectangle",
    ),
    "session_awaits_outcome": Sentence(
        history=_("Session %(number)s ended and waits for its outcome"),
    ),
    "session_completed": Sentence(
        you=_("You marked session %(number)s as completed."),
        they=_("%(name)s marked session %(number)s as completed."),
        clock=_("Session %(number)s is completed."),
        history=_("Session %(number)s is completed"),
        icon="check-badge",
    ),
    "session_not_held": Sentence(
        clock=_("Session %(number)s was not held. The credit is free again."),
        history=_("Session %(number)s was not held and can be booked again"),
    ),
    "no_show_claimed": Sentence(
        you=_("You reported that %(other)s did not come to session %(number)s."),
        they=_("%(name)s reported that you did not come to session %(number)s."),
        history=_("Reported that the other did not come to session %(number)s"),
        icon="exclamation-triangle",
    ),
    "no_show_settled": Sentence(
        you=_("It stands: one of you did not come to session %(number)s."),
        they=_("It stands: one of you did not come to session %(number)s."),
        clock=_("It stands: one of you did not come to session %(number)s."),
        history=_("The report about session %(number)s stands"),
    ),
    "session_disputed": Sentence(
        you=_("You see session %(number)s differently. Our staff will decide."),
        they=_("%(name)s sees session %(number)s differently. Our staff will decide."),
        clock=_("You two see session %(number)s differently. Our staff will decide."),
        history=_("Contested the outcome of session %(number)s"),
        icon="exclamation-triangle",
    ),
    "session_resolved": Sentence(
        you=_("You decided about session %(number)s."),
        they=_("Our staff decided about session %(number)s."),
        clock=_("Our staff decided about session %(number)s."),
        history=_("Staff decided about session %(number)s"),
        icon="scale",
    ),
    "session_notes_changed": Sentence(
        you=_("You wrote the wrap-up of session %(number)s."),
        they=_("%(name)s wrote the wrap-up of session %(number)s."),
        history=_("Wrote the wrap-up of session %(number)s"),
        icon="document-text",
    ),
}
