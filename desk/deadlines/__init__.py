"""Reads out of a message the moment by which its writer needs an answer.

Swedish and English, with or without the dots of å, ä and ö. Days and hours are those of the zone
of the clock that is passed in. Vague words get the hours of `vocabulary.PARTS`; what is ambiguous
is read so:

- A clock time without a day is the next one: past today, it is tomorrow's. A time past on a day
  named as today is `now`: it has run out, and tomorrow is not what was written.
- One to six o'clock may be either of two, and neither is guessed: `moment` is the earlier, `other`
  the later, on one day or, where none is named, within the next one. A part of the day ("på
  kvällen", "morgonsoffan", "pm"), a leading zero, or a time past on a day named as today tells.
  So may seven to eleven without a day, once it is past this morning; else that is the morning.
- With minutes a time is that of a clock of 24 hours: "6.30" is the morning, on any day but one
  named as today; before five it may be either. In English, without a day, it is as a bare hour.
- "3 pm EST" is read on the wall of New York, "4 pm Delhi time" on that of Delhi; `elsewhere` keeps
  it as it stands there.
- In a conversation "på torsdag" and then "kl 7.15" is Thursday at 7.15 (`read_deadlines`).
- A weekday is the next one whose hour is still ahead; "nästa fredag" is next week's.
- A day with a name ("julafton", "Good Friday") is its date in the Swedish calendar.
- A date without a year is the next one. Passed this year and over three months off, with no word
  of a deadline and no clock time beside it, it is the past. A weekday beside a date is that date.
  The clock time of a day that does not count is none. Nothing over a year off is a deadline.
- Of several moments a stated deadline wins, then "at once", then any other; the earliest of each.

A text is cut into clauses (`clause`), each kind of mention is read by a module of its own (`days`,
with `calendar_dates` and `feast_days`; `clocks`, with `zones`; `durations`), `times` joins a clock
time to its day, `moments` makes moments of the mentions, and `choose` chooses one.
"""

from desk.deadlines.choose import find_deadline, names_hour, read_day, read_deadline, read_deadlines
from desk.deadlines.clause import states_deadline, waives_deadline
from desk.deadlines.deadline import Deadline, is_urgent

__all__ = [
    "Deadline",
    "find_deadline",
    "is_urgent",
    "names_hour",
    "read_day",
    "read_deadline",
    "read_deadlines",
    "states_deadline",
    "waives_deadline",
]
