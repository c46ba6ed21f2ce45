"""What people were told."""

from core.retention import Kept, keep_for_a_while
from notifications.models import ActionLink, Notification, OutgoingEmail

keep_for_a_while(Kept(name="links", rows=ActionLink.objects.all, since="expires_at"))
keep_for_a_while(Kept(name="mails", rows=OutgoingEmail.objects.all, since="created_at"))
keep_for_a_while(Kept(name="notifications", rows=Notification.objects.all, since="created_at"))
