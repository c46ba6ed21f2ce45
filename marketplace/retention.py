"""What saved searches told."""

from core.retention import Kept, keep_for_a_while
from marketplace.models import SearchFind

keep_for_a_while(Kept(name="finds", rows=SearchFind.objects.all, since="found_at"))
