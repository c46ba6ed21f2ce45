"""By which picture a person is shown."""

from datetime import datetime

from accounts.events import SettingsChanged
from accounts.models import User
from core.events import record
from core.transactions import action, locked


@action
def show_picture(user_id: int, picture: str, *, by_id: int | None, now: datetime) -> None:
    """From now on this one, or initials where it is empty. Showing what is shown already does nothing."""
    user = locked(User.objects.filter(pk=user_id).exclude(picture=picture)).first()
    if user is None:
        return
    user.picture = picture
    user.save(update_fields=["picture"])
    record(SettingsChanged(at=now, actor_id=by_id, user_id=user_id, changed_fields=("picture",)))
