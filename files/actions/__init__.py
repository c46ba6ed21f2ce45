"""What is done to files."""

from files.actions.checking import claim_check, postpone_check, settle_check
from files.actions.ending import cancel_upload, delete_files, forget_file
from files.actions.picturing import choose_picture, remove_pictures
from files.actions.uploading import receive_part, start_upload

__all__ = [
    "cancel_upload",
    "choose_picture",
    "claim_check",
    "delete_files",
    "forget_file",
    "postpone_check",
    "receive_part",
    "remove_pictures",
    "settle_check",
    "start_upload",
]
