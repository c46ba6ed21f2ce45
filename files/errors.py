"""Refusals of files."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Invalid, NotPossibleNow


class EmptyFile(Invalid):
    code = "empty_file"
    message = _("This file is empty.")


class FileTooLarge(DomainError):
    status = 413
    code = "file_too_large"
    message = _("A file has at most 25 MB.")


class KindNotTaken(DomainError):
    status = 415
    code = "kind_not_taken"
    message = _(
        "Files of this kind are not taken. Pictures, PDF, text, Office documents, sound, video and ZIP are."
    )


class NotTheBytes(DomainError):
    status = 415
    code = "not_the_bytes"
    message = _("Bytes are sent as application/offset+octet-stream.")


class OtherVersion(DomainError):
    status = 412
    code = "other_version"
    message = _("Uploads speak tus 1.0.0.")


class WrongOffset(NotPossibleNow):
    code = "wrong_offset"
    message = _("This part does not follow what has arrived.")


class UploadOver(DomainError):
    status = 410
    code = "upload_over"
    message = _("This upload has ended. Choose the file again.")


class NoRoom(NotPossibleNow):
    code = "no_room"


class NotAPicture(Invalid):
    code = "not_a_picture"
    message = _("Choose the picture again: this file was not brought as one of you.")


class KeyOfAnotherFile(NotPossibleNow):
    code = "key_of_another_file"
    message = _("This key belongs to another file of yours.")
