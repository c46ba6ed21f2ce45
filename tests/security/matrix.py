"""Who may come to which door: every address of the product, by who may read there and who may press there.

A door that stands in no row fails `test_matrix.py`, and so does a row without its door.
"""

from tests.security.world import ROLES

ALL = "".join(ROLES)
PEOPLE = ALL.replace("A", "")
PARTIES = "SC"
NOBODY = ""
NONE = None  # no such method

# (who may GET, who may POST): the names of the addresses
MATRIX: dict[tuple[str | None, str | None], str] = {
    # Anybody's
    (ALL, NONE): """
        home /favicon.ico /robots.txt /.well-known/change-password account_inactive mailbox
        account_email_verification_sent
        account_reset_password_from_key_done account_reset_password_done link-arrival
    """,
    (ALL, ALL): """
        /chat/ account_login account_logout account_signup account_reset_password styleguide
        styleguide-chat styleguide-form unsubscribe account_reset_password_from_key
    """,
    # A link that nobody was sent leads nowhere.
    # Asked by HEAD, PATCH and DELETE: tests/files/test_uploads.py
    (NONE, NONE): "file-upload",
    (NOBODY, NONE): """
        picture unsubscribe-unknown calendar-feed link-unknown mailbox-mail mailbox-html chat-versions
        mfa_view_recovery_codes /.well-known/security.txt
    """,
    (NOBODY, NOBODY): """
        link-page address-change-stop mfa_download_recovery_codes
    """,
    (ALL, NOBODY): "account_confirm_email",
    # Who has a second step
    ("T", "T"): "mfa_deactivate_totp",
    # A person's own, whoever that is
    (PEOPLE, NONE): """
        chat-inbox chat-rows chat-search chat-waiting coach-detail coach-list contract-list dashboard
        calendar calendar-settings calendar-time dashboard-fragment dashboard-head job-detail job-list jump
        mfa_index mfa_list_webauthn my-requests notification-count notification-list notification-message
        settings-availability-preview
    """,
    (PEOPLE, PEOPLE): """
        account_change_password account_email account_reauthenticate account_set_password
        account_confirm_login_code mfa_activate_totp mfa_add_webauthn mfa_authenticate
        mfa_edit_webauthn mfa_remove_webauthn mfa_generate_recovery_codes mfa_login_webauthn
        mfa_reauthenticate mfa_reauthenticate_webauthn
        notification-settings settings settings-coach settings-picture settings-availability usersessions_list
        post-request
    """,
    (NONE, PEOPLE): """
        close-hours file-uploads settings-picture-remove
        calendar-open calendar-close notification-read-all post-request-api save-draft save-job save-search
    """,
    # By what a person is
    ("CcB", NONE): "earnings-csv",
    (NONE, "CcB"): "settings-coach-submit",
    (NONE, "SsB"): "chat-start",
    ("SCscBFT", PEOPLE): "invite-coach",
    ("CcB", PEOPLE): "submit-proposal",
    # The student's own, and the coach's own
    ("S", NONE): "job-manage",
    ("S", PEOPLE): "edit-job",
    (NONE, "S"): """
        notification-open notification-read discard-draft withdraw-request reopen-request keep-request
        accept-proposal release-proposal
    """,
    # Where the form comes before the right: the other party of it is told what is missing.
    ("S", PARTIES): "decline-proposal",
    ("C", PARTIES): "edit-proposal",
    ("C", "C"): "session-decline",
    (NOBODY, PARTIES): "chat-edit",  # a card is nobody's to edit; a message is its writer's
    (NONE, "C"): "session-confirm delete-search withdraw-proposal",
    # Of the two whose thing it is
    (PARTIES, NONE): """
        chat-conversation chat-entries chat-entry chat-files chat-rail contract-detail contract-record
        contract-record-data
        file file-download file-preview proposal-detail
        session-calendar-elsewhere session-calendar-file session-detail
    """,
    (NONE, PARTIES): """
        sort-proposal chat-archive chat-delete chat-mute chat-react chat-read chat-send chat-unread
        contract-accept contract-accept-amendment contract-accept-completion contract-accept-pause
        contract-decline-motion contract-preview contract-resume contract-withdraw
        contract-withdraw-amendment contract-withdraw-motion
        session-accept-time session-approve-reschedule session-check-in session-complete
        session-decline-reschedule session-decline-times session-no-show session-withdraw-reschedule
        session-withdraw-times
    """,
    (PARTIES, PARTIES): """
        contract-amend contract-cancel contract-complete contract-counter contract-create contract-decline
        contract-decline-amendment contract-pause contract-series  session-cancel
        session-contest session-counter-reschedule  session-link session-list session-notes
        session-offer-times session-reschedule session-schedule
    """,
}  # fmt: skip
