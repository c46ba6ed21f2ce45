"""German, French and Spanish words in which people paste their times, put into the reader's English.

Whole words only, over text in lower case. A weekday in two or three letters is also a word of some other
language ("do", "so", "mar"): it comes back in capitals, as one that is guessed.
"""

import re
from functools import cache

from calendars.typed_words import Language

Pairs = tuple[tuple[str, str], ...]

WEEKDAYS: Pairs = (
    (r"(?:montag|lundi)(s?)", r"monday\1"),
    (r"(?:dienstag|mardi)(s?)", r"tuesday\1"),
    (r"(?:mittwoch|mercredi)(s?)", r"wednesday\1"),
    (r"(?:donnerstag|jeudi)(s?)", r"thursday\1"),
    (r"(?:freitag|vendredi)(s?)", r"friday\1"),
    (r"(?:samstag|sonnabend|samedi|s[áa]bado)(s?)", r"saturday\1"),
    (r"(?:sonntag|dimanche|domingo)(s?)", r"sunday\1"),
    (r"los lunes", "mondays"),
    (r"los martes", "tuesdays"),
    (r"los mi[ée]rcoles", "wednesdays"),
    (r"los jueves", "thursdays"),
    (r"los viernes", "fridays"),
    (r"lunes", "monday"),
    (r"martes", "tuesday"),
    (r"mi[ée]rcoles", "wednesday"),
    (r"jueves", "thursday"),
    (r"viernes", "friday"),
)
MONTHS: Pairs = (
    (r"januar|jänner|janvier|janv|enero", "january"),
    (r"februar|f[ée]vrier|févr|febrero", "february"),
    (r"märz|maerz|mär|mrz|mars|marzo", "march"),
    (r"avril|avr|abril|abr", "april"),
    (r"mai|mayo", "may"),
    (r"juni|juin|junio", "june"),
    (r"juli|juillet|juil|julio", "july"),
    (r"ao[ûu]t|agosto", "august"),
    (r"septembre|sep?tiembre", "september"),
    (r"oktober|okt|octobre|octubre", "october"),
    (r"novembre|noviembre", "november"),
    (r"dezember|dez|d[ée]cembre|déc|diciembre|dic", "december"),
)
SHORT_WEEKDAYS: Pairs = (
    (r"mo|lun", "MON"),
    (r"di", "TUE"),
    (r"mi|mer|mi[ée]", "WED"),
    (r"do|jeu|jue", "THU"),
    (r"fr|ven|vie", "FRI"),
    (r"sa|sam|s[áa]b", "SAT"),
    (r"so|dim|dom", "SUN"),
)
GROWN = re.compile(r"(?<=tag)(?=(?:abend|nachmittag|vormittag|morgen|mittag|früh)s?\b)")
BY_THE_CLOCK = re.compile(r"\d ?uhr\b|\dh(?:\d\d)?\b|\bà\b")
LEAD = r"(?P<lead>^|(?<=\n)|[,;/&(–-] ?|\b(?:or|and|oder|und|ou|et|am|le|el|y|o) )"
HOUR = r"(\d{1,2}(?:[:.h]\d\d)?)"
# In this order: what is longer stands before what is a part of it.
PHRASES: Pairs = (
    (r"(\d{1,2}) ?(?:uhr|h|heures?) ?([0-5]\d)(?![.:]\d| ?min)", r"\1:\2"),
    (rf"{HOUR} ?heures?", r"\1h"),
    (rf"{HOUR}(?: ?h| horas?)? de la mañana", r"\1 am"),
    (r"(?<!\d)((?:[1-9]|1[01])(?:[:.h]\d\d)?)(?: ?h| horas?)? de la (?:tarde|noche)", r"\1 pm"),
    (rf"{HOUR} ?(?:horas|hs)", r"\1"),
    (r"n[äa]chste woche|la semaine prochaine|la pr[óo]xima semana|la semana que viene", "next week"),
    (r"übermorgen|uebermorgen|apr[èe]s[- ]demain|pasado mañana", "day after tomorrow"),
    (r"heute abend|ce soir|esta noche", "this evening"),
    (r"heute|aujourd'hui|hoy", "today"),
    (r"morgen früh", "tomorrow in the morning"),
    (r"(?<=today )morgen|(?<=tag )morgen|(?<=woch )morgen", "in the morning"),
    (r"morgens|(?:(?:por|en) la|du|le) (?:mañana|matin)", "in the morning"),
    (r"morgen|demain|mañana", "tomorrow"),
    (r"gestern|ayer", "yesterday"),
    (r"vormittags?|früh|matin", "in the morning"),
    (r"(?:de l'|l')?apr[èe]s[- ]midi|nachmittags?|(?:por|en) la tarde", "in the afternoon"),
    (r"(?:(?:du|le) )?soir|abends?|(?:por|en) la noche", "in the evening"),
    (r"mitternacht|minuit|medianoche", "midnight"),
    (r"mittags?|midi|mediod[ií]a", "noon"),
    (r"viertel nach", "quarter past"),
    (r"viertel vor", "quarter to"),
    (r"halb", "half"),
    (r"in einer stunde|dans une heure|en una hora", "in an hour"),
    (r"(?:in|dans|en) (\w{1,5}) (?:stunden|heures|horas)", r"in \1 hours"),
    (r"(?:in|dans|en) (\w{1,5}) (?:tagen|jours|d[ií]as)", r"in \1 days"),
    (r"(?:in|dans|en) (\w{1,5}) (?:wochen|semaines|semanas)", r"in \1 weeks"),
    (r"(?<=um )eins|ein(?= uhr)", "one"), (r"zwei", "two"), (r"drei", "three"), (r"vier", "four"),
    (r"fünf", "five"), (r"sechs", "six"), (r"sieben", "seven"), (r"acht", "eight"), (r"neun", "nine"),
    (r"zehn", "ten"), (r"elf", "eleven"), (r"zwölf", "twelve"),
)  # fmt: skip
# Small words, which are read only where some other word of these languages stands.
LINKS: Pairs = (
    (
        r"(?<=\dh) (?:à|a)(?: las?)?(?= \d)|(?<=\d\d) (?:à|a)(?: las?)?(?= \d{1,2}(?:h|:\d\d))",
        " to",
    ),
    (r"um", "at"),
    (r"(?:à|a) partir d[e'](?: las?)?|desde(?: las?)?|ab", "from"),
    (r"(?:à|a)(?: las?)?|las", "at"),
    (r"ou|o|u", "or"),
    (r"und|et|y", "and"),
    (r"bis|jusqu'à|hasta(?: las?)?", "until"),
    (r"zwischen|entre(?: las?)?", "between"),
    (r"nach|apr[èe]s|despu[ée]s de(?: las?)?", "after"),
    (r"vor|avant|antes de(?: las?)?", "before"),
    (r"von|de(?: las?)?(?= \d)", "from"),
    (r"gegen|vers|sobre(?: las?)?|vielleicht|eventuell|evtl|peut-être|quizás?|tal vez", "maybe"),
    (r"n[äa]chste[nrsm]?|pr[óo]xim[oa]", "next"),
    (r"kommende[nrsm]?", "coming"),
    (r"diese[nrsm]?|cet?|este", "this"),
)


def in_english(text: str, language: Language) -> str:
    """The text with the words of days and times in English; what is guessed of it in capitals."""
    found = GROWN.sub(" ", text)
    found = _put(found, (*PHRASES, *MONTHS, *WEEKDAYS))
    is_foreign = found != text or BY_THE_CLOCK.search(text) is not None
    found = _short_weekdays().sub(_guess, found)
    found = _tuesday(language).sub(r"\g<lead>TUE ", found)
    if not is_foreign:
        return found
    months = "|".join(language.months)
    found = re.sub(rf"(?<=\d) ?(?:er|º|de) (?=(?:{months})\b)", " ", found)
    found = re.sub(rf"\b({months}) de (?=20\d\d)", r"\1 ", found)
    return _without_articles(_put(found, LINKS), language)


def _put(text: str, pairs: Pairs) -> str:
    for pattern, words in pairs:
        text = _whole(pattern).sub(words, text)
    return text


@cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{pattern})(?!\w)" if pattern[:3] != "(?<" else rf"(?:{pattern})(?!\w)"
    )


def _guess(found: re.Match[str]) -> str:
    name = next(name for pattern, name in SHORT_WEEKDAYS if re.fullmatch(pattern, found["name"]))
    return found["lead"] + name


@cache
def _short_weekdays() -> re.Pattern[str]:
    """At the beginning or behind a link, before a number or another of them."""
    name = "|".join(pattern for pattern, _name in SHORT_WEEKDAYS)
    follows = rf",? ?\d| ?[-–/&,] ?(?:{name})\b| (?:oder|und|or|ou|et|y|o) (?:{name})\b"
    return re.compile(rf"(?m){LEAD}(?P<name>{name})(?!\w)\.?(?={follows})")


@cache
def _tuesday(language: Language) -> re.Pattern[str]:
    """Of "mar. 3 nov", which is no day in March."""
    return re.compile(
        rf"(?m){LEAD}mar\.?,? (?=\d{{1,2}}\.? (?:de )?(?:{'|'.join(language.months)})\b)"
    )


def _without_articles(text: str, language: Language) -> str:
    weekdays = "|".join(language.weekdays)
    text = re.sub(rf"(?i)\b(?:am|den|le|el|la|les|los|au|du) (?=(?:{weekdays})s?\b)", "", text)
    text = re.sub(r"(?<!\d )(?<!\d)\b(?:am|den|der|le|el|du|au) (?=\d)", "", text)
    return re.sub(rf"\b({weekdays}) prochaine?\b", r"next \1", text)
