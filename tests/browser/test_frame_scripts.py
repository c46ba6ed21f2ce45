"""Whatever becomes of the frames on their way, the page ends as a reload shows it.

The full stack is used once, each person on another web process, to tape what the real server says: the
push of every number, the answer to every resume, the page after every commit. Then the real page runs
against the tape with a clock of its own, so that hundreds of scripts take less than a minute.
"""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from tests.browser.conversations import DIVIDERS, HEAD, SHOWN, is_live, signed_in
from tests.browser.days import typed_thursday
from tests.browser.doors import SCRIPT

pytestmark = pytest.mark.timeout(600)

TAPED_SERVER = Path(__file__).with_name("taped_server.js")
EARLIER = 44  # messages before the tape begins: with them the page does not reach back to the start
SECONDS_TO_SETTLE = (
    120  # a dead link (35) is noticed, comes back (30), and its next check (45) is due
)
SCRIPTS = 100

LISTEN = f"""() => {SCRIPT}.then(({{ connection }}) => {{
    window.pushed = [];
    connection.addEventListener('entry', ({{ detail }}) => window.pushed.push(detail));
}})"""
POST = """async ([path, fields]) => {
    const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
    const json = 'application/json';
    const headers = { 'Content-Type': json, Accept: json, 'X-CSRFToken': token };
    const body = JSON.stringify(fields);
    const answer = await fetch(location.pathname + path, { method: 'POST', headers, body });
    return [answer.status, await answer.json()];
}"""
COMMITTED = """async (first) => {
    const get = async (path, as) => (await fetch(location.pathname + path))[as]();
    const resume = (after) => get(`/entries?after=${after}`, 'json');
    const { head } = await resume(first);
    const replays = {};
    for (let after = first; after <= head; after += 1) replays[after] = await resume(after);
    const page = new DOMParser().parseFromString(await get('', 'text'), 'text/html');
    return { head, replays, page: page.querySelector('conversation-view').outerHTML };
}"""


class Taping:
    """Things that the two people do, each followed by writing down what the server says now."""

    def __init__(self, mine, theirs) -> None:
        self.mine, self.theirs = mine, theirs
        self.first = mine.evaluate(HEAD)
        self.commits: list[dict] = []
        self.take()

    def take(self) -> None:
        """Everything up to the present number, pushes included."""
        known = self.commits[-1]["head"] if self.commits else self.first
        commit = self.mine.evaluate(COMMITTED, self.first)
        self.mine.wait_for_function(
            "(n) => window.pushed.some((frame) => frame.n === n)", arg=commit["head"]
        )
        pushed = {frame["n"]: frame for frame in self.mine.evaluate("() => window.pushed")}
        commit["frames"] = [pushed[n] for n in range(known + 1, commit["head"] + 1)]
        self.commits.append(commit)

    def post(self, page, path, **fields) -> int:
        status, said = page.evaluate(POST, [path, fields])
        assert status in (200, 201), said
        self.take()
        return said.get("seq", 0)

    def say(self, page, body, **fields) -> int:
        key = page.evaluate("() => crypto.randomUUID()")
        return self.post(page, "/messages", body=body, client_id=key, **fields)


def messages(tape: Taping) -> None:
    """New, edited, answered, reacted to and deleted."""
    mine, theirs = tape.mine, tape.theirs
    one = tape.say(theirs, "One, to be edited")
    two = tape.say(theirs, "Two, to be *answered* and deleted")
    own = tape.say(mine, "Three, my own")
    tape.post(theirs, f"/entries/{one}/edit", body="One, edited")
    tape.post(mine, f"/entries/{one}/react", sign="👍", on="1")
    reply = tape.say(mine, "An answer to two", reply=two)
    tape.post(theirs, f"/entries/{two}/edit", body="Two, **edited**")
    tape.post(mine, f"/entries/{reply}/edit", body="An answer to two, edited")
    tape.post(theirs, f"/entries/{two}/delete")
    tape.post(theirs, f"/entries/{own}/react", sign="🎉", on="1")
    tape.post(mine, f"/entries/{own}/delete")
    tape.post(mine, f"/entries/{one}/react", sign="👍", on="0")
    tape.post(theirs, f"/entries/{one}/edit", body="One, edited again")


def cards(tape: Taping) -> None:
    """A time is taken, a move asked for and approved: cards change, new ones and notes come."""
    mine, theirs = tape.mine, tape.theirs
    offered = mine.locator("article.card", has=mine.get_by_text("Times for session 3 of 8"))
    card = offered.get_attribute("id")
    offered.get_by_role("button", name=re.compile("^Accept ")).first.click()
    expect(theirs.locator(f"#{card}").get_by_text("Confirmed", exact=True)).to_be_visible()
    tape.take()
    theirs.locator(f"#{card}").get_by_role("link", name="Ask for another time").click()
    drawer = theirs.locator("#drawer")
    drawer.get_by_label(re.compile("Type times")).fill(typed_thursday())
    expect(drawer.get_by_role("checkbox")).to_have_count(1)
    drawer.get_by_label(re.compile("^Why")).fill("The school has a concert that evening.")
    drawer.get_by_role("button", name="Ask for this change").click()
    wish = mine.locator("article.card", has=mine.get_by_text("Move session 3?"))
    expect(wish).to_be_visible()
    tape.take()
    wish.get_by_role("button", name=re.compile("^Move to Thursday")).click()
    expect(wish.get_by_text("Approved", exact=True)).to_be_visible()
    tape.take()


@pytest.fixture(scope="module")
def stage(chromium, processes):
    """The student's real page, on a line that the test holds in its hands."""
    students = signed_in(chromium, processes[0], "student")
    with students as mine, signed_in(chromium, processes[1], "coach") as theirs:
        for page in (mine, theirs):
            page.evaluate(LISTEN)
        for number in range(EARLIER):
            page = (mine, theirs)[number % 2]
            key = page.evaluate("() => crypto.randomUUID()")
            fields = {"body": f"Earlier {number}", "client_id": key}
            assert page.evaluate(POST, ["/messages", fields])[0] == 201
        tape = Taping(mine, theirs)
        messages(tape)
        cards(tape)
        tape.say(theirs, "The last word")

        page = mine.context.new_page()
        page.clock.install()
        page.add_init_script(path=TAPED_SERVER)
        page.goto(mine.url)
        page.clock.pause_at(page.evaluate("() => Date.now() / 1_000 + 1"))
        page.clock.run_for(1_000)
        page.evaluate("(tape) => { window.line.tape = tape; }", tape.commits)
        yield Stage(page)


class Stage:
    def __init__(self, page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.loads: list[str] = []
        self.started = page.evaluate("() => Date.now()")
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("framenavigated", lambda frame: self.loads.append(frame.url))

    def do(self, verb: str, *arguments) -> None:
        self.page.evaluate("([verb, args]) => window.line[verb](...args)", [verb, arguments])

    def pass_by(self, milliseconds: int) -> None:
        self.page.clock.run_for(milliseconds)

    def begin(self, commit: int) -> None:
        """A fresh page of the conversation as it was after this commit, greeted."""
        self.page.clock.set_system_time(self.started / 1_000)
        self.do("begin", commit)
        self.pass_by(31_000)
        is_live(self.page)

    def play(self, script) -> None:
        for verb, *arguments in script:
            if verb == "wait":
                self.pass_by(*arguments)
            else:
                self.do(verb, *arguments)

    def settle(self) -> None:
        self.do("settle")
        self.pass_by(SECONDS_TO_SETTLE * 1_000)

    def shown(self) -> tuple[list, list]:
        return self.page.evaluate(SHOWN), self.page.evaluate(DIVIDERS)

    def reloaded(self) -> tuple[list, list]:
        """What the server draws for the number that the conversation has now."""
        self.page.evaluate("() => window.line.show(window.line.now)")
        return self.shown()


COMMITS = 18  # of the tape
fates = st.sampled_from(["pass", "pass", "lose", "double", "hold"])
steps = st.one_of(
    st.tuples(st.just("commit"), fates, fates, fates),
    st.tuples(st.just("commit"), fates, fates, fates),
    st.tuples(st.just("commit"), fates, fates, fates),
    st.tuples(st.just("release"), st.sampled_from(["in order", "backwards"])),
    st.tuples(st.just("wait"), st.sampled_from([10, 250, 400, 2_000, 50_000])),
    st.tuples(st.just("setAnswers"), st.sampled_from(["pass", "lose", "late"])),
    st.just(("arrive",)),
    st.just(("cut",)),
    st.just(("deafen",)),
)


@given(start=st.integers(0, COMMITS - 6), script=st.lists(steps, min_size=8, max_size=40))
@settings(
    max_examples=SCRIPTS,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_script_of_frames_ends_in_what_a_reload_shows(stage, start, script):
    stage.begin(start)
    stage.play(script)
    stage.settle()
    live, fresh = stage.shown(), stage.reloaded()
    for here, drawn in zip(live, fresh, strict=True):
        assert here[-len(drawn) :] == drawn
    assert (stage.errors, stage.loads) == ([], [])


def test_the_tape_has_every_kind_of_change(stage):
    """The scripts prove nothing about what does not happen in them."""
    tape = stage.page.evaluate("() => window.line.tape")
    assert len(tape) == COMMITS
    frames = [frame for commit in tape for frame in commit["frames"]]
    changed = {frame["kind"] for frame in frames if frame["seq"] < frame["n"]}
    new = {frame["kind"] for frame in frames if frame["seq"] == frame["n"]}
    html = " ".join(frame["html"] for frame in frames)
    assert (new, changed) == ({"message", "card", "note"}, {"message", "card"})
    for sign in ("entry__edited", 'data-state="deleted"', "entry__quote", "reaction"):
        assert sign in html
