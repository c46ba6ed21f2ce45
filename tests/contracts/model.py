"""A plain model of what domain.md says of one contract, beside which the real one is run."""

from dataclasses import dataclass, field
from datetime import timedelta

AGREED = ("active", "paused")


@dataclass
class Version:
    author: str
    kind: str
    based_on: int | None
    expires: object
    terms: object
    state: str = "offered"


@dataclass
class Motion:
    kind: str
    author: str
    expires: object
    state: str = "open"
    since: object = None
    resumed_by: str = ""


@dataclass
class Model:
    """What domain.md says of one contract. A verb answers "changed", "same" or "refused"."""

    status: str = "none"
    versions: list = field(default_factory=list)
    open: int | None = None
    agreed: int | None = None
    counters: list = field(default_factory=list)
    motions: list = field(default_factory=list)

    def named(self, number):
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None

    def put(self, author, kind, based_on, terms, now):
        self.versions.append(Version(author, kind, based_on, now + timedelta(days=7), terms))
        self.open = len(self.versions)

    def answerable(self, number, kind, now):
        version = self.named(number)
        right_kind = version is not None and version.kind == kind
        return right_kind and self.open == number and now < version.expires

    # --- offers ---------------------------------------------------------------------------

    def counter(self, by, number, terms, now):
        standing = self.named(self.open) if self.open else None
        if standing and (standing.based_on, standing.author, standing.terms) == (number, by, terms):
            return "same"
        if not self.answerable(number, "offer", now) or self.named(number).author == by:
            return "refused"
        lately = [at for at in self.counters if at > now - timedelta(hours=1)]
        if len(self.counters) >= 10 or len(lately) >= 3 or terms == self.named(number).terms:
            return "refused"
        self.named(number).state = "countered"
        self.counters.append(now)
        self.put(by, "offer", number, terms, now)
        return "changed"

    def accept(self, by, number, now):
        version = self.named(number)
        if version and self.agreed == number and self.status == "active" and version.author != by:
            return "same"
        if not self.answerable(number, "offer", now) or version.author == by:
            return "refused"
        version.state, self.status = "accepted", "active"
        self.agreed, self.open = number, None
        return "changed"

    def decline(self, by, number, now):
        return self._step_back(by, number, now, "declined")

    def withdraw(self, by, number, now):
        return self._step_back(by, number, now, "withdrawn")

    def _step_back(self, by, number, now, ended):
        version = self.named(number)
        right = version is not None and (version.author == by) == (ended == "withdrawn")
        is_offer = version is not None and version.kind == "offer"
        if right and is_offer and (version.state, version.based_on) == (ended, self.open):
            return "same"
        if not right or not self.answerable(number, "offer", now):
            return "refused"
        version.state, self.open = ended, version.based_on
        if version.based_on is None:
            self.status = ended
        else:
            revived = self.named(version.based_on)
            revived.state = "offered"
            revived.expires = max(revived.expires, now + timedelta(hours=48))
        return "changed"

    # --- amendments -----------------------------------------------------------------------

    def amend(self, by, terms, now, running):
        standing = self.named(self.open) if self.open else None
        if standing and (standing.kind, standing.author, standing.terms) == (
            "amendment",
            by,
            terms,
        ):
            return "same"
        if self.status not in AGREED or standing or terms == running:
            return "refused"
        self.put(by, "amendment", self.agreed, terms, now)
        return "changed"

    def accept_amendment(self, by, number, now):
        version = self.named(number)
        amends = version is not None and version.kind == "amendment"
        if amends and self.agreed == number and version.author != by:
            return "same"
        if not self.answerable(number, "amendment", now) or version.author == by:
            return "refused"
        version.state, self.agreed, self.open = "accepted", number, None
        return "changed"

    def close_amendment(self, by, number, now, outcome):
        version = self.named(number)
        right = version is not None and (version.author == by) == (outcome == "withdrawn")
        if right and (version.kind, version.state, self.open) == ("amendment", outcome, None):
            return "same"
        if not right or not self.answerable(number, "amendment", now):
            return "refused"
        version.state, self.open = outcome, None
        return "changed"

    # --- motions --------------------------------------------------------------------------

    @property
    def motion(self):
        return next((m for m in self.motions if m.state == "open"), None)

    def ask(self, kind, by, now):
        if self.motion and (self.motion.kind, self.motion.author) == (kind, by):
            return "same"
        pauses = sum(m.kind == "pause" and m.state == "accepted" for m in self.motions)
        if self.status not in AGREED or self.motion:
            return "refused"
        if kind == "pause" and (self.status != "active" or pauses >= 3):
            return "refused"
        self.motions.append(Motion(kind, by, now + timedelta(days=7)))
        return "changed"

    def agree(self, kind, by, now):
        newest = next((m for m in reversed(self.motions) if m.kind == kind), None)
        reached = "paused" if kind == "pause" else "completed"
        agreed = newest and newest.state == "accepted" and newest.author != by
        if agreed and self.status == reached:
            return "same"
        motion = self.motion
        if motion is None or motion.kind != kind or motion.author == by or now >= motion.expires:
            return "refused"
        pauses = sum(m.kind == "pause" and m.state == "accepted" for m in self.motions)
        if kind == "pause" and (self.status != "active" or pauses >= 3):
            return "refused"
        motion.state, motion.since, self.status = "accepted", now, reached
        if reached == "completed":
            self._void()
        return "changed"

    def close_motion(self, by, now, outcome):
        newest = self.motions[-1] if self.motions else None
        right = newest is not None and (newest.author == by) == (outcome == "withdrawn")
        if right and newest.state == outcome:
            return "same"
        if not right or newest.state != "open":
            return "refused"
        if outcome == "declined" and now >= newest.expires:
            return "refused"
        newest.state = outcome
        return "changed"

    def resume(self, by):
        pauses = [m for m in self.motions if m.kind == "pause" and m.state == "accepted"]
        if self.status == "active" and pauses and pauses[-1].resumed_by == by:
            return "same"
        if self.status != "paused":
            return "refused"
        self.status, pauses[-1].resumed_by = "active", by
        return "changed"

    # --- ends -----------------------------------------------------------------------------

    def cancel(self, by, ended_by):
        if self.status == "cancelled" and ended_by == by:
            return "same"
        if self.status not in AGREED:
            return "refused"
        self.status = "cancelled"
        self._void()
        return "changed"

    def _void(self):
        if self.open:
            self.named(self.open).state, self.open = "void", None
        if self.motion:
            self.motion.state = "void"

    def sweep(self, now):
        if self.open and now >= self.named(self.open).expires:
            self.named(self.open).state = "lapsed"
            self.open = None
            if self.status == "offered":
                self.status = "lapsed"
        if self.motion and now >= self.motion.expires:
            self.motion.state = "lapsed"
        pauses = [m for m in self.motions if m.kind == "pause" and m.state == "accepted"]
        if self.status == "paused" and now >= pauses[-1].since + timedelta(days=30):
            self.status, pauses[-1].resumed_by = "active", "clock"

    def enabled(self, by, now):
        """The verbs whose buttons this side must find, and no others."""
        return self._about_versions(by, now) | self._about_motions(by, now)

    def _about_versions(self, by, now):
        version = self.named(self.open) if self.open else None
        if version is None:
            return {"amend"} if self.status in AGREED else set()
        if now >= version.expires:
            return set()
        if version.kind == "amendment":
            answers = {"accept-amendment", "decline-amendment"}
            return {"withdraw-amendment"} if version.author == by else answers
        if version.author == by:
            return {"withdraw"}
        lately = [at for at in self.counters if at > now - timedelta(hours=1)]
        can_counter = len(self.counters) < 10 and len(lately) < 3
        return {"accept", "decline"} | ({"counter"} if can_counter else set())

    def _about_motions(self, by, now):
        if self.status not in AGREED:
            return set()
        pauses = sum(m.kind == "pause" and m.state == "accepted" for m in self.motions)
        can_pause = self.status == "active" and pauses < 3
        verbs = {"resume"} if self.status == "paused" else set()
        if self.motion is None:
            return verbs | {"complete"} | ({"pause"} if can_pause else set())
        if self.motion.author == by:
            return verbs | {"withdraw-motion"}
        if now >= self.motion.expires:
            return verbs
        can_agree = self.motion.kind == "completion" or can_pause
        agree = {f"accept-{self.motion.kind}"} if can_agree else set()
        return verbs | {"decline-motion"} | agree


OURS = {
    "accept", "counter", "decline", "withdraw", "amend", "accept-amendment", "decline-amendment",
    "withdraw-amendment", "pause", "accept-pause", "resume", "complete", "accept-completion",
    "decline-motion", "withdraw-motion",
}  # fmt: skip
