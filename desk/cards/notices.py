"""What a card says of the hour: when an answer is needed, and whether anybody is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from desk.dates import clock_time, near_day, short_time, weekday_date
from desk.deadlines import Deadline, is_urgent
from desk.facts.model import Facts, Hours, Topic
from desk.hours import STOCKHOLM, staffing


def deadline_notices(
    facts: Facts, hours: Hours, language: str, now: datetime, deadline: Deadline
) -> Iterator[str]:
    """When the answer is needed, and whether anybody is there then or now."""
    local = deadline.moment.astimezone(STOCKHOLM)
    soon = is_urgent(deadline.moment, now)
    if local - now <= timedelta(minutes=1):
        name = "deadline_now"
    elif deadline.names_hour:
        name = "deadline_soon" if soon else "deadline_later"
    else:
        name = (
            "deadline_day_soon" if soon and "deadline_day_soon" in facts.wording else "deadline_day"
        )
    if not (deadline.stated or soon):  # "vi vill filma på tisdag"; in haste it is one all the same
        of_date = name.replace("deadline", "date", 1)
        name = of_date if of_date in facts.wording else name
    yield facts.wording[name][language].format(
        date=_day_named(language, deadline, now),
        time=_hours_named(facts, language, deadline, now),
    )
    if deadline.elsewhere and name != "deadline_now" and "deadline_elsewhere" in facts.wording:
        yield facts.wording["deadline_elsewhere"][language].format(
            time=clock_time(deadline.elsewhere.time(), language),
            zone=deadline.elsewhere.tzname(),
            local=clock_time(local.time(), language),
        )
    if soon:
        yield from hours_notices(facts, hours, language, now)
    else:
        yield from hours_notices(facts, hours, language, deadline.moment, then=True)


def urgent_notices(
    facts: Facts, topic: Topic, language: str, now: datetime, deadline: Deadline
) -> Iterator[str]:
    """Whom a journalist with little time rings where a topic has a mail address and no phone."""
    kinds = {contact.kind for contact in topic.contacts}
    if kinds == {"mail"} and "urgent" in facts.wording and is_urgent(deadline.moment, now):
        yield facts.wording["urgent"][language]


def _day_named(language: str, deadline: Deadline, now: datetime) -> str:
    """The date of a deadline, after the word for today or tomorrow: what was meant is then seen.

    Before a clock time the date is set off by a comma on its other side too.
    """
    day = deadline.moment.astimezone(STOCKHOLM).date()
    date = weekday_date(day, language)
    near = near_day(day, now.astimezone(STOCKHOLM).date(), language, deadline.part)
    if near is None:
        return date
    return f"{near}, {date}," if deadline.names_hour else f"{near}, {date}"


def _hours_named(facts: Facts, language: str, deadline: Deadline, now: datetime) -> str:
    """The clock time of a deadline, or the two that it may be."""
    local = deadline.moment.astimezone(STOCKHOLM)
    if deadline.other is None:
        return clock_time(local.time(), language)
    other = deadline.other.astimezone(STOCKHOLM)
    same_day = other.date() == local.date()
    name = "deadline_either" if same_day else "deadline_either_day"
    if name not in facts.wording:
        return clock_time(local.time(), language)
    near = near_day(other.date(), now.astimezone(STOCKHOLM).date(), language)
    return facts.wording[name][language].format(
        time=short_time(local.time(), language),
        date=near or weekday_date(other.date(), language),
        later=short_time(other.time(), language),
    )


def hours_answer(facts: Facts, hours: Hours, language: str, moment: datetime) -> str:
    """Whether anybody is there at a moment to come, yes or no first, and the rule for it.

    Raises:
        ValueError: no hours are stated for the moment.
    """
    state = staffing(hours, moment)
    if state.open is None or state.period is None:
        raise ValueError(f"no hours are stated for {moment}")
    rule = state.period.text[language]
    name = "asked_staffed" if state.open else "asked_not_staffed"
    return facts.wording[name][language].format(rule=rule[0].lower() + rule[1:])


def hours_notices(
    facts: Facts, hours: Hours, language: str, now: datetime, *, then: bool = False
) -> Iterator[str]:
    """What the facts say of a moment: this one, or one to come (`then`)."""
    state = staffing(hours, now)
    if state.open is None or state.period is None:
        return
    if then:
        yield facts.wording["staffed_then" if state.open else "not_staffed_then"][language]
    elif state.closes is not None:
        closes = clock_time(state.closes.time(), language)
        yield facts.wording["staffed_now"][language].format(time=closes)
    elif state.opens_next is not None:
        yield facts.wording["staffed_next"][language].format(
            date=weekday_date(state.opens_next.date(), language),
            time=clock_time(state.opens_next.time(), language),
        )
    else:
        yield facts.wording["not_staffed"][language]
    yield state.period.text[language]
