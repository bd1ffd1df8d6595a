"""Reads out of a message the moment by which its writer needs an answer.

Swedish and English, with or without the dots of å, ä and ö. Days and hours are those of the zone
of the clock that is passed in. Vague words get the hours of `vocabulary.PARTS`; what is ambiguous
is read so:

- A clock time without a day is the next one: past today, it is tomorrow's. A time past on a day
  named as today is `now`: it has run out, and tomorrow is not what was written.
- One to six o'clock is the afternoon, unless a morning is named or the hour has a leading zero.
  Seven to eleven is whichever comes first; with minutes ("7.15") or on another day, the morning.
- A weekday is the next one whose hour is still ahead; "nästa fredag" is next week's.
- A date without a year is the next one. Passed this year and over three months off, with no word
  of a deadline and no clock time beside it, it is the past. A weekday beside a date is that date.
  The clock time of a day that does not count is none. Nothing over a year off is a deadline.
- Of several moments a stated deadline wins, then "at once", then any other; the earliest of each.

A text is cut into clauses (`clause`), each kind of mention is read by a module of its own (`days`,
with `calendar_dates`; `clocks`; `durations`), and `choose` makes moments of the mentions and
chooses one.
"""

from desk.deadlines.choose import URGENT, find_deadline, is_urgent, names_hour
from desk.deadlines.clause import states_deadline

__all__ = ["URGENT", "find_deadline", "is_urgent", "names_hour", "states_deadline"]
