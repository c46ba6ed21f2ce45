"""The words in which people write times: tables only, one `Language` for each tongue.

Patterns are regular expressions over text in lower case. In those of days and clocks `{number}`,
`{weekday}`, `{month}`, `{year}` and `{part}` stand for any of the table's words (and, for a number, digits).
"""

from collections.abc import Mapping
from dataclasses import dataclass

HOUR = 60


@dataclass(frozen=True, kw_only=True)
class PartOfDay:
    """Minutes of the day: when sessions are offered in it, and which clock readings belong to it at all."""

    opens: int
    closes: int
    first: int
    last: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """What one language calls days and times.

    Weekdays begin with Monday. Days and clocks are read by the first pattern that fits, each named after
    what `typed_days` and `typed_clocks` make of it.
    """

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    numbers: tuple[str, ...]
    parts_of_day: Mapping[str, PartOfDay]
    relative_days: Mapping[str, int]
    days: tuple[tuple[str, str], ...]
    clocks: tuple[tuple[str, str], ...]
    from_now: str
    before_noon: str
    after_noon: str
    clock_tail: str
    labels: tuple[str, ...]
    spelled: tuple[str, ...]
    slips: Mapping[str, str]
    words: tuple[tuple[str, str], ...]


EVENING = PartOfDay(opens=17 * HOUR, closes=21 * HOUR, first=15 * HOUR, last=24 * HOUR)
_NTH = r"(?:st|nd|rd|th)"
_FIRST = rf"(?P<first>\d{{{{1,2}}}}){_NTH}?"
_DAY = rf"(?P<day>\d{{{{1,2}}}}){_NTH}?"
_MONTH = r"(?P<month>{month})"
_YEAR = r"(?:,? ?(?P<year>{year}))?"
_MERELY = r"(?![\d:./%-]| ?[-–—]| ?[ap]\.?m|h| o'clock| uhr|,? (?:(?:and|or|&|of) |{month}))"
_DOTTED = r"(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month_number>0?[1-9]|1[012])"
_DOTTED_SHORT = r"(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month_number>[1-9])"  # no clock reads "5.6"
_CLOCK_BEGINS = r"(?:\d{{1,2}}(?:[:.h]\d\d| ?[ap]\.?m| ?uhr|h\b)|noon|midnight)"
_WHICH = r"(?:(?:the|next|following|coming|same) )*"
_WHICH_BEHIND = r"(?: (?:of|after|later|beginning|starting|\d{{1,2}}))*"
_COUNTED = r"(?:from|after|before|ago)\b"
_DAY_BEGINS = (
    r"on\b|to(?:day|morrow|night)\b|mon|tue|wed|thu|fri|sat|sun|the \d|\d{{1,2}}(?:st|nd|rd|th)\b"
)
_CLOCK = r" ?[ap]\.?m|h| o'clock| uhr"  # what makes a number before it a time

ENGLISH = Language(
    weekdays=(
        r"mon(?:day)?", r"tue(?:s(?:day)?)?", r"wed(?:s|nesday)?", r"thu(?:r(?:s(?:day)?)?)?",
        r"fri(?:day)?", r"sat(?:urday)?", r"sun(?:day)?",
    ),
    months=(
        r"jan(?:uary)?", r"feb(?:ruary)?", r"mar(?:ch)?", r"apr(?:il)?", r"may", r"june?", r"july?",
        r"aug(?:ust)?", r"sept?(?:ember)?", r"oct(?:ober)?", r"nov(?:ember)?", r"dec(?:ember)?",
    ),
    numbers=(
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ),
    parts_of_day={
        "morning": PartOfDay(opens=9 * HOUR, closes=12 * HOUR, first=0, last=12 * HOUR - 1),
        "afternoon": PartOfDay(opens=13 * HOUR, closes=17 * HOUR, first=12 * HOUR, last=18 * HOUR),
        "evening": EVENING,
        "tonight": EVENING,
        "night": PartOfDay(opens=18 * HOUR, closes=22 * HOUR, first=18 * HOUR, last=26 * HOUR),
    },
    relative_days={
        "yesterday": -1, "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "day after tomorrow": 2,
        "overmorrow": 2,
    },
    days=(
        ("today_part", r"(?:this )(?P<part>{part})|(?P<late>tonight)"),
        ("relative",
            r"(?:the )?(?P<relative>day after tomorrow|overmorrow|yesterday|today|tomorrow|tmrw|tmr)"),
        ("later", r"in (?P<count>{number}|an?) (?P<unit>day|week)s?(?: time)?"),
        ("date_range", rf"{_FIRST} ?[-–—] ?{_DAY} {_MONTH}\.?{_YEAR}"),
        ("date_range", rf"{_MONTH}\.? {_FIRST} ?[-–—] ?{_DAY}(?![-–—:.]?\d|{_CLOCK}){_YEAR}"),
        ("date_then_number",
            rf"(?P<day>\d{{{{1,2}}}})\.? {_MONTH}(?= \d{{{{1,2}}}}(?![\d:./]| ?[-–—]|{_CLOCK}|{_NTH}))"),
        ("date", rf"(?:the )?{_DAY}\.?(?: of)?[ -]?{_MONTH}\b\.?(?:-(?P<dashed_year>20\d\d)|{_YEAR})"),
        ("date", rf"{_MONTH}\.?[ -]?(?:the )?{_DAY}(?!\d|[:.h]\d|-\d|{_CLOCK}){_YEAR}"),
        ("date", rf"{_DOTTED}\.?(?=,? (?:{{weekday}})[.,]{{{{0,2}}}} (?:at |um |@ )?{_CLOCK_BEGINS})"),
        ("date", rf"{_DOTTED_SHORT}(?![\d.:])(?! ?(?:h|hrs?|hours?|%|€|\$)(?!\w))"),
        ("day_of_month", r"(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b"),
        ("day_of_month", rf"(?P<bare>on(?: the)?|the) (?P<day>\d{{{{1,2}}}}){_MERELY}"),
        ("next_week", r"next week,?(?: on)? (?P<weekday>{weekday})s?"),
        ("next_week", r"(?P<weekday>{weekday})s?,?(?: of)? next week"),
        ("weeks_later", r"(?P<weekday>{weekday}) in (?P<count>{number}|a) weeks?"),
        ("weekday",
            r"(?:(?:this|coming|the) )*(?P<next>(?:next|following) )?(?P<weekday>{weekday})(?P<every>s)?"),
    ),
    clocks=(
        ("noon", r"(?:12 )?noon|(?:12 )?mid-?day"),
        ("midnight", r"(?:12 )?midnight"),
        ("past", r"(?:a )?(?P<fraction>half|quarter|{number})(?: minutes?)? past (?P<hour>{number})"),
        ("to", r"(?:a )?(?P<fraction>quarter|ten|five|twenty)(?: minutes?)? to (?P<hour>{number})"),
        ("half", r"half (?P<hour>{number})"),
        ("words", r"(?P<hour>{number_word}) (?P<fraction>thirty|fifteen|forty-five|o'clock)"),
        ("words", r"(?P<hour>{number_word})(?= ?[ap]\.?m\b)"),
        ("words", r"(?<=at )(?P<hour>{number_word})(?! (?:of|or more|day|week|hour|min))"),
        ("words", r"(?<=after )(?P<hour>{number_word})(?! (?:of|day|week|hour|min))"),
    ),
    from_now=r"in (?P<count>{number}|an?|half an) ?(?P<unit>hour|hr|h|min)(?:(?:ute)?s?|s)",
    before_noon=r" ?a\.? ?m\b\.?|a\b",
    after_noon=r" ?p\.? ?m\b\.?|p\b",
    clock_tail=r"(?: ?(?:uhr|o'clock)\b| ?h(?:rs)?\b)?",
    labels=(
        "alternative", "appointment", "call", "choice", "class", "date", "idea", "lesson", "meeting",
        "module", "option", "part", "proposal", "room", "round", "session", "slot", "suggestion", "time",
        "unit",
    ),
    spelled=(
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
        "august", "september", "october", "november", "december", "tomorrow", "tonight",
    ),
    slips={
        "tomorow": "tomorrow", "tommorow": "tomorrow", "tomoro": "tomorrow", "wensday": "wednesday",
        "wendsday": "wednesday", "thirsday": "thursday", "thurday": "thursday", "saterday": "saturday",
    },
    words=(
        ("week", rf"{_WHICH}(?:weeks?|months?|fortnights?|weekends?){_WHICH_BEHIND}|kw ?\d{{{{1,2}}}}"),
        ("denial", r"not|no|never|nor|\w+n't|cannot|cant|dont|wont|except|but|without|unless"),
        ("denial", r"busy|away|unavailable|last|instead of|(?:rather|other) than|apart from"),
        ("denial", r"nicht|keine?[nrsm]?|leider|ohne|au(?:ß|ss)er|pas|sauf|sans|jamais|excepto|salvo|nunca"),
        ("denial", r"sin|unm(?:ö|oe)glich|im?possible|verhindert|belegt|ocupad[oa]|occupée?|cancell?ed"),
        ("denial", r"(?:your|their|his|her) time|24/7"),
        ("duration", r"(?:for )?(?:{number}|an?|half an) ?(?:hours?|hrs?|min(?:ute)?s?)"),
        ("duration", r"(?:for )?\d[.,]\d ?(?:hours?|hrs?|h)"),
        ("duration", rf"for (?:{{number}}|an?) ?(?:days?|weeks?)(?! {_COUNTED})"),
        ("duration", rf"(?:{{number}}|an?) ?(?:days?|weeks?)(?! (?:{_COUNTED}|{_DAY_BEGINS}))"),
        ("counted", rf"(?:{{number}}) ?(?:days?|weeks?)(?= (?:{_COUNTED}|{_DAY_BEGINS}))"),
        ("open_after", r"(?:any ?time )?(?:after|past)"),
        ("open_later", r"(?:or|and) (?:later|after)|onwards?|on(?= ?(?:$|[,;|]))|\+"),
        ("open_before", r"(?:any ?time )?(?:before|by|no later than)"),
        ("until", r"until|till"),
        ("hedge", r"-?ish"),
        ("range", r"to|through|thru|[-–—]+"),
        ("between", r"between"),
        ("from", r"from"),
        ("hedge", r"maybe|perhaps|possibly|probably|about|around|roughly|approx(?:imately|\.)?|circa"),
        ("hedge", r"or so|~"),
        ("and", r"and|&"),
        ("comma", r",|;|/|\|"),
        ("or", r"or|oder"),
        ("filler", r"(?:when|date|time|start(?:s|ing)?|day|wann|datum|beginn|uhrzeit|quand|cuándo|fecha) ?:"),
        ("filler", r"this week|at|on|in the|the|um|of|either|also|then|please|my time|when|@|[.:!?·⋅•]+"),
    ),
)  # fmt: skip
