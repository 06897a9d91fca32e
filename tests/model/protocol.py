"""The protocol of fence, claim, workbook, answer and upload as pure steps over a small state.

Written from the promises (design, 3), not from the code: the simulation holds the shipped use cases
to the same promises. Whoever reads and writes later is two steps here, so that everybody else may
act between them; a crash forgets what was read. What a commit asks for can be dropped (see
Guards): a model in which nothing goes wrong then proves nothing.
"""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple


class Stage(IntEnum):
    """Where a line stands."""

    NEW = 0
    READY = 1
    CLAIMED = 2
    STOPPING = 3
    STOPPED = 4
    GONE = 5
    SHIPPED = 6


class Stop(IntEnum):
    """Where the newest stop of a line in a parcel stands."""

    NONE = 0
    OPEN = 1
    TOLD = 2
    ESCALATED = 3
    STAYED = 4  # Its supplier says so, and keeps to it.
    LEFT = 5
    WITHDRAWN = 6


class Book(IntEnum):
    """Where a parcel's workbook stands."""

    NONE = 0
    OPEN = 1
    WRITTEN = 2
    DOWNLOADED = 3
    RECALLED = 4
    EMPTY = 5


class Way(IntEnum):
    """Where a parcel stands."""

    NONE = 0
    CLAIMED = 1
    NUMBERED = 2
    UPLOADING = 3
    SHIPPED = 4
    HELD = 5  # Its number waits for a line that may travel.
    REFUSED = 6  # The platform did not take its number: a person looks.


class Line(NamedTuple):
    """One line. Tellings of its refund are numbered by their age: the odd ones close its fence."""

    stage: Stage
    parcel: int  # 0: in none.
    age: int  # Of the newest telling that it knows.
    left: int  # Under which parcel its goods left the house; 0: they are there.
    shown: int  # Under which parcel's number the platform has it; 0: it has none.
    stops: tuple[Stop, ...]  # By parcel.
    heard: int = 0  # The newest telling that ever came: only the promises look at it.

    @property
    def is_closed(self) -> bool:
        """Whether it must not be shipped."""
        return self.age % 2 == 1


class Parcel(NamedTuple):
    """A parcel and the workbook that carries its rows."""

    way: Way
    book: Book
    rows: frozenset[int]  # The lines that stand in it.


class Read(NamedTuple):
    """What an actor has read and not yet written. fresh: nobody wrote to it since."""

    step: int
    parcel: int
    lines: frozenset[int]
    fresh: bool


class State(NamedTuple):
    """Everything."""

    lines: tuple[Line, ...]
    parcels: tuple[Parcel, ...]
    wave: Read
    writer: Read
    upload: Read


class Guards(NamedTuple):
    """What commits ask for, each of which may be left out."""

    claim_asks: bool = True  # For lines that are as they were read, and open.
    upload_asks: bool = True  # The same.
    fence_opens_stop: bool = True
    fence_stops_shipped: bool = True  # Also of what the platform knows to have left.
    fence_knows_age: bool = True
    lift_withdraws_stop: bool = True
    lift_sends_number: bool = True  # That was held, or went up without the line.
    writer_takes_out: bool = True  # What was fenced before its workbook was written.
    recall_asks_download: bool = True
    answer_moves_line: bool = True
    platform_refuses_second: bool = True
    record_keeps_stop: bool = True
    record_looks_back: bool = True  # For lines that may travel after all.
    stops_are_told: bool = True
    silence_climbs: bool = True


class Broken(Exception):
    """A promise does not hold."""


NOBODY = Read(0, 0, frozenset(), fresh=True)
UNBORN = Parcel(Way.NONE, Book.NONE, frozenset())
WAITS = frozenset({Stop.OPEN, Stop.TOLD, Stop.ESCALATED})
READ, CLAIMED, TOLD = 1, 2, 3

type Step = tuple[str, State]


def start(lines: int, parcels: int) -> State:
    """Return the state in which nothing has happened."""
    line = Line(Stage.NEW, 0, 0, 0, 0, (Stop.NONE,) * parcels)
    return State((line,) * lines, (UNBORN,) * parcels, NOBODY, NOBODY, NOBODY)


def steps(state: State, tellings: tuple[int, ...], guards: Guards) -> Iterator[Step]:
    """Yield everything that anybody may do next. Raises Broken when it breaks a promise."""
    yield from _refunds(state, tellings, guards)
    yield from _wave(state, guards)
    yield from _workbooks(state, guards)
    yield from _supplier(state, guards)
    yield from _uploads(state, guards)
    yield from _tellers(state, guards)


# --- Writing ------------------------------------------------------------------------------------


def _stale(read: Read, number: int) -> Read:
    return read._replace(fresh=False) if number in read.lines else read


def _line(state: State, number: int, line: Line) -> State:
    """Write a line: whoever had read it has read what is no more."""
    lines = state.lines
    return state._replace(
        lines=(*lines[:number], line, *lines[number + 1 :]),
        wave=_stale(state.wave, number),
        upload=_stale(state.upload, number),
    )


def _parcel(state: State, number: int, parcel: Parcel) -> State:
    at = number - 1
    parcels = state.parcels
    return state._replace(parcels=(*parcels[:at], parcel, *parcels[at + 1 :]))


def _with_stop(line: Line, parcel: int, stop: Stop) -> Line:
    at = parcel - 1
    return line._replace(stops=(*line.stops[:at], stop, *line.stops[at + 1 :]))


def _free(line: Line) -> Line:
    return line._replace(stage=Stage.NEW, parcel=0)


# --- Refunds ------------------------------------------------------------------------------------


def _refunds(state: State, tellings: tuple[int, ...], guards: Guards) -> Iterator[Step]:
    """Tellings come in any order, any number of times; an old one says nothing."""
    for number, line in enumerate(state.lines):
        for age in range(1, tellings[number] + 1):
            if age > line.age or (not guards.fence_knows_age and age != line.age):
                yield f"telling {age} of line {number}", _told(state, number, age, guards)


def _told(state: State, number: int, age: int, guards: Guards) -> State:
    before = state.lines[number]
    line = before._replace(age=age, heard=max(age, before.heard))
    if line.is_closed and not before.is_closed:
        line = _closed(line, guards)
    elif before.is_closed and not line.is_closed:
        line = _lifted(line, guards)
    after = _line(state, number, line)
    resumes = line.stage is Stage.CLAIMED and before.is_closed and not line.is_closed
    if not guards.lift_sends_number:
        return after
    if resumes and (parcel := after.parcels[line.parcel - 1]).way in (Way.HELD, Way.SHIPPED):
        return _parcel(after, line.parcel, parcel._replace(way=Way.NUMBERED))
    return after


def _closed(line: Line, guards: Guards) -> Line:
    if line.stage is Stage.READY:
        return _free(line)
    if line.stage is Stage.SHIPPED and not guards.fence_stops_shipped:
        return line
    if line.stage not in (Stage.CLAIMED, Stage.SHIPPED):
        return line
    if line.stage is Stage.CLAIMED:
        line = line._replace(stage=Stage.STOPPING)
    return _with_stop(line, line.parcel, Stop.OPEN) if guards.fence_opens_stop else line


def _lifted(line: Line, guards: Guards) -> Line:
    if line.stage is Stage.STOPPED:
        return _free(line)
    if line.stage in (Stage.STOPPING, Stage.GONE):
        line = line._replace(stage=Stage.CLAIMED)
    waits = line.parcel and line.stops[line.parcel - 1] in WAITS
    if waits and guards.lift_withdraws_stop:
        return _with_stop(line, line.parcel, Stop.WITHDRAWN)
    return line


# --- The wave -----------------------------------------------------------------------------------


def _wave(state: State, guards: Guards) -> Iterator[Step]:
    for number, line in enumerate(state.lines):
        if line.stage is Stage.NEW and not line.is_closed:
            planned = _line(state, number, line._replace(stage=Stage.READY))
            yield f"line {number} is ready", planned
    ready = frozenset(n for n, line in enumerate(state.lines) if line.stage is Stage.READY)
    unborn = [n for n, one in enumerate(state.parcels, 1) if one.way is Way.NONE]
    if state.wave.step == READ:
        yield "the wave dies", state._replace(wave=NOBODY)
        yield "the wave claims", _claimed(state, guards)
    elif ready and unborn:
        yield "a wave reads", state._replace(wave=Read(READ, unborn[0], ready, fresh=True))


def _claimed(state: State, guards: Guards) -> State:
    wave = state.wave
    if guards.claim_asks and not wave.fresh:
        return state._replace(wave=NOBODY)
    for number in wave.lines:
        line = state.lines[number]
        _refuse_closed(line, f"line {number} is claimed")
        if line.parcel:
            raise Broken(f"5: line {number} is claimed into two parcels")
        state = _line(state, number, line._replace(stage=Stage.CLAIMED, parcel=wave.parcel))
    claimed = Parcel(Way.CLAIMED, Book.OPEN, frozenset())
    return _parcel(state, wave.parcel, claimed)._replace(wave=NOBODY)


def _refuse_closed(line: Line, what: str) -> None:
    if line.is_closed:
        raise Broken(f"1: {what} although its fence is closed")


# --- Workbooks ----------------------------------------------------------------------------------


def _workbooks(state: State, guards: Guards) -> Iterator[Step]:
    for number, parcel in enumerate(state.parcels, 1):
        if parcel.book is Book.OPEN and state.writer.step == 0:
            yield f"workbook {number} is drawn up", _drawn_up(state, number, guards)
        if parcel.book is Book.WRITTEN:
            fetched = parcel._replace(book=Book.DOWNLOADED)
            yield f"workbook {number} is fetched", _parcel(state, number, fetched)
        is_theirs = parcel.book is Book.DOWNLOADED and guards.recall_asks_download
        if parcel.book in (Book.WRITTEN, Book.DOWNLOADED) and not is_theirs:
            void = parcel._replace(book=Book.RECALLED)
            yield f"workbook {number} is recalled", _parcel(state, number, void)
        if parcel.book is Book.RECALLED:
            yield from _taken_back(state, number)
    if state.writer.step == READ:
        yield "the writer dies", state._replace(writer=NOBODY)
        yield "the workbook is written", _written(state)


def _drawn_up(state: State, number: int, guards: Guards) -> State:
    """Read the lines. Fenced ones leave first: nobody outside has heard of them."""
    inside = [n for n, line in enumerate(state.lines) if line.parcel == number]
    fenced = [n for n in inside if state.lines[n].stage is Stage.STOPPING]
    if fenced and guards.writer_takes_out:
        for each in fenced:
            state = _stayed(state, each, number)
        return state
    rows = frozenset(n for n in inside if state.lines[n].stage is Stage.CLAIMED)
    if not rows:
        empty = state.parcels[number - 1]._replace(book=Book.EMPTY)
        return _parcel(state, number, empty)
    return state._replace(writer=Read(READ, number, rows, fresh=True))


def _written(state: State) -> State:
    number, rows = state.writer.parcel, state.writer.lines
    written = state.parcels[number - 1]._replace(book=Book.WRITTEN, rows=rows)
    return _parcel(state._replace(writer=NOBODY), number, written)


def _taken_back(state: State, number: int) -> Iterator[Step]:
    for each, line in enumerate(state.lines):
        if line.parcel != number:
            continue
        if line.stage is Stage.CLAIMED:
            yield f"line {each} is taken back", _line(state, each, _free(line))
        if line.stage is Stage.STOPPING:
            yield f"line {each} is known to have stayed", _stayed(state, each, number)


# --- The supplier -------------------------------------------------------------------------------


def _supplier(state: State, guards: Guards) -> Iterator[Step]:
    for number, parcel in enumerate(state.parcels, 1):
        # What was recalled in spite of its download is with the supplier all the same.
        is_loose = parcel.book is Book.RECALLED and not guards.recall_asks_download
        for each in parcel.rows if parcel.book is Book.DOWNLOADED or is_loose else ():
            line = state.lines[each]
            # It keeps its word, and is careless in everything else: it ships what it was asked not
            # to ship until it has answered.
            if line.stops[number - 1] is not Stop.STAYED and line.left != number:
                if line.left:
                    raise Broken(f"5: the goods of line {each} leave twice")
                yield f"line {each} leaves", _line(state, each, line._replace(left=number))
        if parcel.way is Way.CLAIMED and parcel.book is Book.DOWNLOADED:
            travels = any(_may_travel(line, number) for line in state.lines)
            way = Way.NUMBERED if travels else Way.HELD
            yield f"number of {number}", _parcel(state, number, parcel._replace(way=way))
        for each, line in enumerate(state.lines):
            if line.stops[number - 1] in (*WAITS, Stop.WITHDRAWN):
                yield _answered(state, each, number, guards)


def _may_travel(line: Line, number: int) -> bool:
    return line.parcel == number and line.stage is Stage.CLAIMED and not line.is_closed


def _answered(state: State, each: int, number: int, guards: Guards) -> Step:
    """It says the truth about where the goods are."""
    line = state.lines[each]
    if line.left != number:
        return f"line {each} stayed", _stayed(state, each, number)
    answered = _with_stop(line, number, Stop.LEFT)
    if line.parcel == number and line.stage is Stage.STOPPING and guards.answer_moves_line:
        gone = Stage.GONE if line.is_closed else Stage.CLAIMED
        answered = answered._replace(stage=gone)
    return f"line {each} had left", _line(state, each, answered)


def _stayed(state: State, each: int, number: int) -> State:
    line = _with_stop(state.lines[each], number, Stop.STAYED)
    if line.parcel == number and line.stage in (Stage.STOPPING, Stage.CLAIMED):
        line = line._replace(stage=Stage.STOPPED) if line.is_closed else _free(line)
    return _line(state, each, line)


# --- Uploads ------------------------------------------------------------------------------------


def _uploads(state: State, guards: Guards) -> Iterator[Step]:
    upload = state.upload
    if upload.step:
        yield "the upload dies", state._replace(upload=NOBODY)
    match upload.step:
        case 0:
            for number, parcel in enumerate(state.parcels, 1):
                if parcel.way in (Way.NUMBERED, Way.UPLOADING):
                    yield f"parcel {number} is looked at", _looked_at(state, number)
        case 1:
            yield "the upload is claimed", _upload_claimed(state, guards)
        case 2:
            yield "the platform is told", _platform_told(state, guards)
        case _:
            yield "the upload is recorded", _recorded(state, guards)


def _looked_at(state: State, number: int) -> State:
    live = frozenset(n for n, line in enumerate(state.lines) if _may_travel(line, number))
    if live:
        return state._replace(upload=Read(READ, number, live, fresh=True))
    inside = [line for line in state.lines if line.parcel == number]
    has_shipped = any(line.stage is Stage.SHIPPED for line in inside)
    parcel = state.parcels[number - 1]
    return _parcel(state, number, parcel._replace(way=Way.SHIPPED if has_shipped else Way.HELD))


def _upload_claimed(state: State, guards: Guards) -> State:
    upload = state.upload
    if guards.upload_asks and not upload.fresh:
        return state._replace(upload=NOBODY)
    for each in upload.lines:
        _refuse_closed(state.lines[each], f"an upload of line {each} is claimed")
    parcel = state.parcels[upload.parcel - 1]._replace(way=Way.UPLOADING)
    return _parcel(state, upload.parcel, parcel)._replace(upload=upload._replace(step=CLAIMED))


def _platform_told(state: State, guards: Guards) -> State:
    """The platform takes one number for a line, and the same one again without a word."""
    number = state.upload.parcel
    for each in state.upload.lines:
        line = state.lines[each]
        if line.shown not in (0, number):
            if not guards.platform_refuses_second:
                raise Broken(f"5: line {each} has two numbers")
            held = state.parcels[number - 1]._replace(way=Way.REFUSED)
            return _parcel(state, number, held)._replace(upload=NOBODY)
    lines = tuple(
        line._replace(shown=number) if each in state.upload.lines else line
        for each, line in enumerate(state.lines)
    )
    return state._replace(lines=lines, upload=state.upload._replace(step=TOLD))


def _recorded(state: State, guards: Guards) -> State:
    number, wanted = state.upload.parcel, state.upload.lines
    for each in wanted:
        line = state.lines[each]
        if line.parcel == number and line.stage in (Stage.CLAIMED, Stage.STOPPING):
            shipped = line._replace(stage=Stage.SHIPPED)
            if not guards.record_keeps_stop:
                shipped = _with_stop(shipped, number, Stop.NONE)
            state = _line(state, each, shipped)
    follows = guards.record_looks_back and any(_may_travel(line, number) for line in state.lines)
    parcel = state.parcels[number - 1]
    way = Way.NUMBERED if follows else Way.SHIPPED
    return _parcel(state, number, parcel._replace(way=way))._replace(upload=NOBODY)


# --- Who tells ----------------------------------------------------------------------------------


def _tellers(state: State, guards: Guards) -> Iterator[Step]:
    for each, line in enumerate(state.lines):
        for number, stop in enumerate(line.stops, 1):
            if stop is Stop.OPEN and guards.stops_are_told:
                told = _with_stop(line, number, Stop.TOLD)
                yield f"the stop of line {each} is told", _line(state, each, told)
            if stop is Stop.TOLD and guards.silence_climbs:
                loud = _with_stop(line, number, Stop.ESCALATED)
                yield f"the stop of line {each} is escalated", _line(state, each, loud)
