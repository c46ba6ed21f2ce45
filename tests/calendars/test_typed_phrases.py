"""Phrases as strangers type and paste them, each read, offered in doubt or told; none wrongly ticked."""

from datetime import UTC, datetime
from itertools import groupby

import pytest

from calendars.typed_times import read_times
from core.zones import zone

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
BERLIN = zone("Europe/Berlin")


def read(text):
    return read_times(text, zone_name="Europe/Berlin", now=NOW, duration_minutes=60)


def starts(text):
    """Starts on the clock of Berlin as `05 Nov 17:00, 18:00`, with the reason where they are not sure."""
    days = groupby(read(text).starts, key=lambda start: (shown(start, "%d %b"), start.doubt))
    return "; ".join(
        f"{day} {', '.join(shown(start, '%H:%M') for start in found)}"
        + (f" ({doubt.value})" if doubt else "")
        for (day, doubt), found in days
    )


def shown(start, pattern):
    return start.starts_at.astimezone(BERLIN).strftime(pattern)


UNDERSTOOD = (
    ("tomorrow (wed) 5pm", "04 Nov 17:00"), ("tomorrow, wed 5pm", "04 Nov 17:00"),
    ("17:00 thu 18:00 fri", "05 Nov 17:00; 06 Nov 18:00"),
    ("Do, 3. Dez, 17:00 Uhr", "03 Dec 17:00"), ("Do 3. Dez 17:00", "03 Dec 17:00"),
    ("Do. 3.12. 17 Uhr", "03 Dec 17:00"), ("Donnerstag, 3. Dezember 2026, 17 Uhr", "03 Dec 17:00"),
    ("Donnerstag, den 3. Dezember um 17 Uhr", "03 Dec 17:00"), ("am Donnerstag um 17 Uhr", "05 Nov 17:00"),
    ("Do, 03.12.2026 17:00", "03 Dec 17:00"), ("morgen 17:00", "04 Nov 17:00"),
    ("morgen um 17 Uhr", "04 Nov 17:00"), ("morgen Abend 18 Uhr", "04 Nov 18:00"),
    ("Donnerstag morgen 9 Uhr", "05 Nov 09:00"), ("Donnerstagabend 19 Uhr", "05 Nov 19:00"),
    ("heute 18 Uhr", "03 Nov 18:00"), ("Freitag von 17 bis 18 Uhr", "06 Nov 17:00"),
    ("Freitag zwischen 17 und 18 Uhr", "06 Nov 17:00"), ("Freitag 17-18 Uhr", "06 Nov 17:00"),
    ("Freitag 17.30 Uhr", "06 Nov 17:30"), ("Freitag 17 Uhr 30", "06 Nov 17:30"),
    ("nächste Woche Donnerstag 17 Uhr", "12 Nov 17:00"), ("Mi., 4.11., 17.30 Uhr", "04 Nov 17:30"),
    ("in 2 Stunden", "03 Nov 12:00"), ("in 3 Tagen um 17 Uhr", "06 Nov 17:00"),
    ("jeudi 17h30", "05 Nov 17:30"), ("jeudi 3 décembre 17h30", "03 Dec 17:30"),
    ("jeudi 3 décembre à 17h30", "03 Dec 17:30"), ("jeu. 3 déc. 17:30", "03 Dec 17:30"),
    ("jeudi 3 déc. 2026 de 17h à 18h", "03 Dec 17:00"), ("demain 17h", "04 Nov 17:00"),
    ("demain à 17 heures", "04 Nov 17:00"), ("vendredi 5 heures de l'après-midi", "06 Nov 17:00"),
    ("le vendredi 4 décembre à 17 h 30", "04 Dec 17:30"), ("mar. 3 nov. 17:30", "03 Nov 17:30"),
    ("mar. 10 nov. 17:30", "10 Nov 17:30"), ("ce soir 19h", "03 Nov 19:00"),
    ("vendredi midi", "06 Nov 12:00"), ("1er décembre 17h", "01 Dec 17:00"),
    ("jueves 17:30", "05 Nov 17:30"), ("jueves 3 de diciembre a las 17:30", "03 Dec 17:30"),
    ("jueves, 3 de diciembre de 2026, 17:30", "03 Dec 17:30"), ("mañana 17:00", "04 Nov 17:00"),
    ("mañana a las 5 de la tarde", "04 Nov 17:00"), ("el viernes a las 5pm", "06 Nov 17:00"),
    ("viernes a las 9 de la mañana", "06 Nov 09:00"), ("de 17:00 a 18:00 el viernes", "06 Nov 17:00"),
    ("viernes o sábado 17:00", "06 Nov 17:00; 07 Nov 17:00"), ("thu 5:30p", "05 Nov 17:30"),
    ("thu 5p", "05 Nov 17:00"), ("thu 9a", "05 Nov 09:00"), ("thu 5p-6p", "05 Nov 17:00"),
    ("20261203T170000Z", "03 Dec 18:00"), ("20261203T170000", "03 Dec 17:00"),
    ("When: Thu Dec 3, 2026 5pm – 6pm (CET)", "03 Dec 17:00"),
    ("When\nThursday Dec 3, 2026 ⋅ 5pm – 6pm (Central European Time - Berlin)", "03 Dec 17:00"),
    ("Thursday, December 3⋅5:00 – 6:00pm", "03 Dec 17:00"), ("Start: 12/3/2026 5:00 PM", "03 Dec 17:00"),
    ("Starts: Dec 3, 2026 at 17:00", "03 Dec 17:00"), ("Date: Dec 3\nTime: 5pm", "03 Dec 17:00"),
    ("Date: Thursday, December 3, 2026\nTime: 5:00 PM", "03 Dec 17:00"), ("Thu PM 5", "05 Nov 17:00"),
    ("thu pm 5:00", "05 Nov 17:00"), ("PM 5 thu", "05 Nov 17:00"), ("thrusday 3 dec 5pm", "03 Dec 17:00"),
    ("thu five pm", "05 Nov 17:00"), ("thu 1700h", "05 Nov 17:00"), ("thu 17:00hrs", "05 Nov 17:00"),
    ("thu 17:00 o'clock", "05 Nov 17:00"), ("thu 5pm please", "05 Nov 17:00"), ("thu 5pm?", "05 Nov 17:00"),
    ("thu 0:00", "05 Nov 00:00"), ("thu 00:30", "05 Nov 00:30"), ("thu 12 noon", "05 Nov 12:00"),
    ("thu 5 till 6pm", "05 Nov 17:00"), ("thu 5pm until 6pm", "05 Nov 17:00"),
    ("thu from 5 to 6 pm", "05 Nov 17:00"), ("thu 5pm, 60 min", "05 Nov 17:00"),
    ("thu 5pm 60 min", "05 Nov 17:00"), ("thu 5pm/6pm/7pm", "05 Nov 17:00, 18:00, 19:00"),
    ("thu, fri, sat 5pm", "05 Nov 17:00; 06 Nov 17:00; 07 Nov 17:00"),
    ("thu&fri 5pm", "05 Nov 17:00; 06 Nov 17:00"), ("thurs. 5pm", "05 Nov 17:00"),
    ("thurs 5 p.m.", "05 Nov 17:00"), ("4th Nov 5pm", "04 Nov 17:00"), ("the 4th at 5pm", "04 Nov 17:00"),
    ("4.11 5pm", "04 Nov 17:00"), ("2026/11/04 17:00", "04 Nov 17:00"), ("11-04-2026 5pm", "04 Nov 17:00"),
    ("04-11-26 17:00", "04 Nov 17:00"), ("Nov 4 2026, 17:00 CET", "04 Nov 17:00"),
    ("Nov 4 5pm EST/2pm PST", "04 Nov 23:00"), ("in a week 5pm", "10 Nov 17:00"),
    ("dec 3 17:00-18:00 & dec 4 18:00–19:00", "03 Dec 17:00; 04 Dec 18:00"),
    ("2026-12-03 17:00/18:00", "03 Dec 17:00, 18:00"), ("Thu, 03 Dec 2026 17:00:00 +0100", "03 Dec 17:00"),
    ("2026-12-03T17:00:00-0500", "03 Dec 23:00"), ("2026-12-03T17:00:00+05:30", "03 Dec 12:30"),
    ("17:00-18:00 Uhr am 3.12.", "03 Dec 17:00"), ("Thursday 5th 5pm", "05 Nov 17:00"),
    ("the 3rd 5pm", "03 Nov 17:00"), ("tonight 8", "03 Nov 20:00"), ("tmrw 5pm", "04 Nov 17:00"),
    ("noon tomorrow", "04 Nov 12:00"), ("tomorrow noon", "04 Nov 12:00"), ("midday fri", "06 Nov 12:00"),
    ("fri 12pm", "06 Nov 12:00"), ("fri 12am", "06 Nov 00:00"), ("fri 12:30am", "06 Nov 00:30"),
    ("fri 24:00", "07 Nov 00:00"), ("11:59pm fri", "06 Nov 23:59"),
    ("fri 5 in the afternoon", "06 Nov 17:00"), ("fri 8 at night", "06 Nov 20:00"),
    ("fri 6:00 AM", "06 Nov 06:00"), ("fri 0600", "06 Nov 06:00"), ("fri 1800hrs", "06 Nov 18:00"),
    ("fri quarter to 6pm", "06 Nov 17:45"), ("fri ten past five pm", "06 Nov 17:10"),
    ("fri 5:00pm–6:00pm CET", "06 Nov 17:00"), ("fri 5pm (Berlin time)", "06 Nov 17:00"),
    ("fri 17 Uhr MEZ", "06 Nov 17:00"), ("fri 5pm PT", "07 Nov 02:00"),
    ("fri 17:00 +01:00", "06 Nov 17:00"), ("fri 17:00+01:00", "06 Nov 17:00"),
    ("fri 17:00 GMT", "06 Nov 18:00"), ("fri 17:00 UTC+5:30", "06 Nov 12:30"),
    ("in 90 min", "03 Nov 11:30"), ("in 45 minutes or tomorrow 5pm", "03 Nov 10:45; 04 Nov 17:00"),
    ("Thursday 5 November 2026 at 17:00 – 18:00 (CET)", "05 Nov 17:00"),
    ("05.11.2026, 17:00 Uhr - 18:00 Uhr", "05 Nov 17:00"), ("05/11/2026 17:00", "05 Nov 17:00"),
    ("11/05/2026 17:00", "05 Nov 17:00"), ("thu 5/11 17:00", "05 Nov 17:00"),
    ("5–6 pm Thursday", "05 Nov 17:00"), ("thu 5pm CET / 4pm GMT", "05 Nov 17:00"),
    ("thu 17:00 my time", "05 Nov 17:00"), ("thu 13:00 or 2pm", "05 Nov 13:00, 14:00"),
    ("THU 5PM", "05 Nov 17:00"), ("Thu5pm", "05 Nov 17:00"), ("thu,5pm", "05 Nov 17:00"),
    ("thu-5pm", "05 Nov 17:00"), ("thu–17:00", "05 Nov 17:00"), ("thu/5pm", "05 Nov 17:00"),
    ("thu.5pm", "05 Nov 17:00"), ("thu|5pm", "05 Nov 17:00"),
    ("thu: 5pm; fri: 6pm", "05 Nov 17:00; 06 Nov 18:00"), ("Thu Nov 5 @ 5:00 PM EST", "05 Nov 23:00"),
    ("Nov. 5th, 5 p.m.", "05 Nov 17:00"), ("5 p.m. on the 5th of November", "05 Nov 17:00"),
    ("Thu 16:00h", "05 Nov 16:00"), ("15 Uhr am Freitag", "06 Nov 15:00"),
    ("Freitag den 6.11. um 15.30 Uhr", "06 Nov 15:30"), ("Fr. 6.11., 15:30-16:30 Uhr", "06 Nov 15:30"),
    ("vendredi 6 novembre 2026 à 15h30", "06 Nov 15:30"), ("Ven 6 nov 15h30", "06 Nov 15:30"),
    ("viernes 6 nov. 15:30 h", "06 Nov 15:30"),
    ("lunes y miércoles a las 18:00", "04 Nov 18:00; 09 Nov 18:00"),
    ("el 5 de noviembre a las 17h", "05 Nov 17:00"), ("hoy a las 18:00", "03 Nov 18:00"),
    ("hoy 18h", "03 Nov 18:00"), ("thu 5pm Berlin", "05 Nov 17:00"), ("thu 5pm in Berlin", "05 Nov 17:00"),
    ("thu 5pm London time", "05 Nov 18:00"), ("thu 5pm NYC time", "05 Nov 23:00"),
    ("thu 5pm UK time", "05 Nov 18:00"), ("thu 5pm India time", "05 Nov 12:30"),
    ("thu 5pm German time", "05 Nov 17:00"), ("thu 17:00 paris", "05 Nov 17:00"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNDERSTOOD)
def test_what_is_understood_is_ticked(text, expected):
    reading = read(text)
    assert starts(text) == expected
    assert (reading.questions, reading.not_understood, reading.in_the_past) == ((), (), ())


UNCERTAIN = (
    ("Fr, 3. Dez, 17:00 Uhr", "06 Nov 17:00 (days disagree); 03 Dec 17:00 (days disagree)"),
    ("tomorrow thu 5pm", "04 Nov 17:00 (days disagree); 05 Nov 17:00 (days disagree)"),
    ("tomorrow, thu 5pm", "04 Nov 17:00 (days disagree); 05 Nov 17:00 (days disagree)"),
    ("thu 17:00 18:00", "05 Nov 17:00; 05 Nov 18:00 (two times)"),
    ("Thu\t17:00\t18:00\nFri\t18:00\t19:00",
     "05 Nov 17:00; 05 Nov 18:00 (two times); 06 Nov 18:00; 06 Nov 19:00 (two times)"),
    ("um 5 am Donnerstag", "05 Nov 05:00, 17:00 (day or time)"),
    ("Di 17:00", "03 Nov 17:00 (guessed); 10 Nov 17:00 (guessed)"), ("Do 17:00", "05 Nov 17:00 (guessed)"),
    ("So 17:00", "08 Nov 17:00 (guessed)"),
    ("heute Abend", "03 Nov 17:00, 18:00, 19:00, 20:00 (part of day)"),
    ("übermorgen 10 Uhr", "05 Nov 10:00, 22:00 (half)"),
    ("Freitag 17:00 oder Samstag 10:00", "06 Nov 17:00; 07 Nov 10:00, 22:00 (half)"),
    ("Freitag ab 17 Uhr", "06 Nov 17:00, 18:00, 19:00, 20:00 (open end)"),
    ("Freitag nachmittag", "06 Nov 13:00, 14:00, 15:00, 16:00 (part of day)"),
    ("Freitag halb sechs", "06 Nov 05:30, 06:30, 17:30, 18:30 (half)"),
    ("Freitag um fünf", "06 Nov 05:00, 17:00 (half)"),
    ("Freitag nach 17 Uhr", "06 Nov 17:00, 18:00, 19:00, 20:00 (open end)"),
    ("nächsten Freitag 17 Uhr", "06 Nov 17:00 (next weekday); 13 Nov 17:00 (next weekday)"),
    ("freitags 17 Uhr", "06 Nov 17:00 (every week)"),
    ("Freitag 17 Uhr, geht leider nicht", "06 Nov 17:00 (denied)"),
    ("Mo oder Mi 18 Uhr", "04 Nov 18:00 (guessed); 09 Nov 18:00 (guessed)"),
    ("Mo-Mi 18 Uhr",
     "09 Nov 18:00 (several days); 10 Nov 18:00 (several days); 11 Nov 18:00 (several days)"),
    ("après-demain à 9h", "05 Nov 09:00, 21:00 (half)"),
    ("lundi ou mardi 18h", "03 Nov 18:00 (this weekday); 09 Nov 18:00; 10 Nov 18:00 (this weekday)"),
    ("vendredi prochain 17h", "06 Nov 17:00 (next weekday); 13 Nov 17:00 (next weekday)"),
    ("vie 17:00", "06 Nov 17:00 (guessed)"), ("dom 17:00", "08 Nov 17:00 (guessed)"),
    ("5:30p", "03 Nov 17:30 (no day)"), ("noon-ish", "03 Nov 12:00 (hedged)"),
    ("thu noon-ish", "05 Nov 12:00 (hedged)"), ("thu 5-ish", "05 Nov 05:00, 17:00 (hedged)"),
    ("thu 5pm-ish", "05 Nov 17:00 (hedged)"), ("DTSTART:20261203T170000Z", "03 Dec 18:00 (unknown words)"),
    ("When: Thu Dec 3, 2026 5pm – 6pm (CET)\nWhere: Zoom", "03 Dec 17:00"),
    ("Invitation: Coaching @ Thu Dec 3, 2026 5pm - 6pm (CET)", "03 Dec 17:00 (unknown words)"),
    ("Thursday, 3 December 2026 17:00-18:00 (UTC+01:00) Amsterdam, Berlin, Bern",
     "03 Dec 17:00 (unknown words)"),
    ("Start: Thu 12/3/2026 5:00 PM\nEnd: Thu 12/3/2026 6:00 PM",
     "03 Dec 17:00; 03 Dec 18:00 (unknown words)"),
    ("5 pm 6 pm thu", "03 Nov 17:00 (two times); 05 Nov 17:00, 18:00 (two times)"),
    ("thrusday 5pm", "05 Nov 17:00 (guessed)"), ("tomorow 5pm", "04 Nov 17:00 (guessed)"),
    ("tommorow 5pm", "04 Nov 17:00 (guessed)"), ("tommorrow 5pm", "04 Nov 17:00 (guessed)"),
    ("wendesday 5pm", "04 Nov 17:00 (guessed)"), ("wensday 5pm", "04 Nov 17:00 (guessed)"),
    ("firday 5pm", "06 Nov 17:00 (guessed)"), ("saterday 5pm", "07 Nov 17:00 (guessed)"),
    ("thurdsay 5pm", "05 Nov 17:00 (guessed)"), ("tursday 5pm", "03 Nov 17:00 (unknown words)"),
    ("3 decmber 5pm", "03 Dec 17:00 (guessed)"),
    ("fridya 3 dec 5pm", "03 Dec 17:00 (days disagree); 04 Dec 17:00 (days disagree)"),
    ("Dec 3rd @5", "03 Dec 05:00, 17:00 (half)"), ("do 5pm thu", "05 Nov 17:00 (time taken)"),
    ("I can do 5pm thu", "05 Nov 17:00 (unknown words)"),
    ("so 5pm thu", "05 Nov 17:00 (time taken); 08 Nov 17:00 (guessed)"),
    ("remember 5pm thu", "05 Nov 17:00 (unknown words)"),
    ("thu at 5 o'clock", "05 Nov 05:00, 17:00 (half)"),
    ("thu @ 5:00pm sharp", "05 Nov 17:00 (unknown words)"),
    ("5pm works on thu", "05 Nov 17:00 (unknown words)"),
    ("how about thu 5pm?", "05 Nov 17:00 (unknown words)"),
    ("thu 5pm works for me", "05 Nov 17:00 (unknown words)"),
    ("any day 5pm", "03 Nov 17:00 (unknown words)"), ("weekdays 5pm", "03 Nov 17:00 (unknown words)"),
    ("every thu 5pm", "05 Nov 17:00 (unknown words)"), ("thu eve 7pm", "05 Nov 19:00 (unknown words)"),
    ("thu 12", "05 Nov 00:00, 12:00 (day or time)"), ("thu 12:00", "05 Nov 00:00, 12:00 (half)"),
    ("thu 5 to 6", "05 Nov 05:00, 17:00 (half)"),
    ("thu before noon", "05 Nov 08:00, 09:00, 10:00, 11:00 (open end)"),
    ("thu 5 or so", "05 Nov 05:00, 17:00 (hedged)"), ("around noon thu", "05 Nov 12:00 (hedged)"),
    ("thu 5pm +/- 30min", "05 Nov 17:00, 18:00, 19:00, 20:00 (open end)"),
    ("thu 5pm (1h)", "05 Nov 01:00, 13:00 (two times); 05 Nov 17:00"),
    ("thu 5pm and fri same time", "05 Nov 17:00"), ("Th 5pm", "03 Nov 17:00 (unknown words)"),
    ("Tu 5pm", "03 Nov 17:00 (unknown words)"),
    ("4/11 5pm", "04 Nov 17:00 (day or month); 11 Apr 17:00 (day or month)"),
    ("11/4 5pm", "04 Nov 17:00 (day or month); 11 Apr 17:00 (day or month)"),
    ("5pm EST = 11pm CET on thu", "03 Nov 23:00 (unknown words); 05 Nov 23:00 (unknown words)"),
    ("a week from thursday 5pm", "05 Nov 17:00 (unknown words); 12 Nov 17:00 (unknown words)"),
    ("thursday week 5pm", "05 Nov 17:00 (which week); 12 Nov 17:00 (which week)"),
    ("christmas eve 5pm", "03 Nov 17:00 (unknown words)"),
    ("5pm thu or maybe fri", "05 Nov 17:00; 06 Nov 17:00 (hedged)"),
    ("thu 3.30", "05 Nov 03:30, 15:30 (half)"),
    ("3/12 à 17h", "03 Dec 17:00 (day or month); 12 Mar 17:00 (day or month)"),
    ("12/3 17h", "03 Dec 17:00 (day or month); 12 Mar 17:00 (day or month)"),
    ("Thursday 3rd 5pm", "03 Nov 17:00 (days disagree); 05 Nov 17:00 (days disagree)"),
    ("Thurs 3rd Dec 5-6", "03 Dec 05:00, 17:00 (half)"),
    ("next week thu or fri 5pm", "06 Nov 17:00 (which week); 12 Nov 17:00; 13 Nov 17:00 (which week)"),
    ("fri 9am AEST", "05 Nov 23:00 (zone); 06 Nov 00:00 (zone)"),
    ("thu 5pm or fri anytime", "05 Nov 17:00"), ("monday 5pm or same time tuesday", "09 Nov 17:00"),
    ("Could you do Thursday at 5pm or Friday at 6pm?", "05 Nov 17:00 (unknown words); 06 Nov 18:00"),
    ("Hi Anna,\nthu 5pm would be great.\nBest, Tom", "05 Nov 17:00 (unknown words)"),
    ("On Tue, 3 Nov 2026 at 09:12, Anna wrote:\n> thu 5pm?", "05 Nov 17:00"),
    ("Mon: 10:00, 11:00\nTue: 14:00",
     "03 Nov 14:00 (this weekday); 09 Nov 10:00, 11:00, 22:00, 23:00 (half); 10 Nov 14:00 (this weekday)"),
    ("Mon\n10:00\n11:00\nTue\n14:00",
     "03 Nov 14:00 (this weekday); 09 Nov 10:00, 11:00, 22:00, 23:00 (half); 10 Nov 14:00 (this weekday)"),
    ("9-10am mon; 2-3pm tue", "03 Nov 14:00 (this weekday); 09 Nov 09:00; 10 Nov 14:00 (this weekday)"),
    ("Mon 9 Nov 10:00 | Tue 10 Nov 14:00", "09 Nov 10:00, 22:00 (half); 10 Nov 14:00"),
    ("17:00 5/11", "05 Nov 17:00 (day or month); 11 May 17:00 (day or month)"),
    ("Nov 5-7 5pm", "05 Nov 17:00 (several days); 06 Nov 17:00 (several days); 07 Nov 17:00 (several days)"),
    ("5-7 Nov 5pm", "05 Nov 17:00 (several days); 06 Nov 17:00 (several days); 07 Nov 17:00 (several days)"),
    ("4pm UK / 5pm CET thu", "03 Nov 16:00, 17:00 (day taken); 05 Nov 16:00 (day taken); 05 Nov 17:00"),
    ("thu noon or 1", "05 Nov 01:00 (half); 05 Nov 12:00; 05 Nov 13:00 (half)"),
    ("thu 1 or noon", "05 Nov 01:00 (half); 05 Nov 12:00; 05 Nov 13:00 (half)"),
    ("thu 5pm (or fri)", "05 Nov 17:00; 06 Nov 17:00 (time taken)"),
    ("thu 5pm, not 6pm", "05 Nov 17:00 (denied)"),
    ("thu 5pm?? or 6??", "05 Nov 06:00 (half); 05 Nov 17:00; 05 Nov 18:00 (half)"),
    ("thu5", "05 Nov 05:00, 17:00 (day or time)"), ("thu = 5pm", "05 Nov 17:00 (unknown words)"),
    ("thu => 5pm", "05 Nov 17:00 (unknown words)"),
    ("five o'clock on thursday", "05 Nov 05:00, 17:00 (half)"),
    ("half five thursday", "05 Nov 04:30, 05:30, 16:30, 17:30 (half)"),
    ("half past 4 thu", "05 Nov 04:30, 16:30 (half)"), ("4ish thu", "05 Nov 04:00, 16:00 (hedged)"),
    ("thu 4-5ish", "05 Nov 04:00, 16:00 (hedged)"),
    ("Mittwoch oder Donnerstag ab 18 Uhr",
     "04 Nov 18:00, 19:00, 20:00 (open end); 05 Nov 18:00, 19:00, 20:00 (open end)"),
    ("Mo. 9. Nov. 10 Uhr", "09 Nov 10:00, 22:00 (half)"),
    ("So, 8.11.2026, 10:00", "08 Nov 10:00, 22:00 (half)"), ("Sa 10 Uhr", "07 Nov 10:00, 22:00 (guessed)"),
    ("4 novembre 9h-10h", "04 Nov 09:00, 21:00 (half)"), ("thu 5pm London", "05 Nov 17:00, 18:00 (zone)"),
    ("thu 5pm New York", "05 Nov 17:00, 23:00 (zone)"), ("thu 5pm Eastern", "05 Nov 17:00 (unknown words)"),
    ("thu 5pm local time", "05 Nov 17:00 (unknown words)"),
    ("thu 5pm (New York)", "05 Nov 17:00, 23:00 (zone)"),
    ("thu 5pm la", "05 Nov 17:00 (zone); 06 Nov 02:00 (zone)"),
    ("thu 5pm Zoom", "05 Nov 17:00 (unknown words)"), ("thu 5pm Troll", "05 Nov 17:00, 18:00 (zone)"),
    ("fri 5pm, sat 6pm london", "06 Nov 17:00, 18:00 (one zone); 07 Nov 18:00, 19:00 (zone)"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNCERTAIN)
def test_what_is_uncertain_says_why(text, expected):
    assert starts(text) == expected


TOLD = (
    "thu 5pm → fri 6pm", "thu 5pm ➡️ fri 6pm", "thu 5pm -> fri 6pm", "moved from thu 5pm to fri 6pm",
    "Freitag 17 Uhr geht nicht", "5 thu pm", "2 days ago 5pm", "yesterday 5pm", "thu 17 hours",
    "weekend 5pm", "thu lunch", "thu first thing", "EOD thu", "thu 5.5pm", "thu 5:3pm", "thu 25h",
    "thu twelve", "thu 5pm - late", "thu+fri 5pm", "M/W/F 10am", "MWF 10am", "this time tomorrow",
    "same time thu", "first monday in december 5pm", "last friday of november 5pm", "end of november 5pm",
    "thu 12.5", "room 3 thu 5pm", "thu 5pm unless raining", "not before 5pm thu", "thu 3,30",
    "the 3rd of dec around five", "2026-W49-4 17:00", "1764781200", "3.-5. Dezember 17 Uhr",
    "vom 3. bis 5. Dezember 17 Uhr", "next week 5pm", "this weekend", "2moro 5pm", "fri 17:00 UTC+25",
    "asap", "now", "flexible", "thu all day", "thu am", "thu pm", "thu 17:00 your time",
    "anything but thu 5pm", "thu after lunch", "no later than thu 5pm", "5pmthu",
)  # fmt: skip


@pytest.mark.parametrize("text", TOLD)
def test_what_leads_to_no_start_is_told(text):
    reading = read(text)
    assert not reading.starts
    assert reading.questions or reading.not_understood or reading.in_the_past
