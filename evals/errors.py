"""Faults of evaluating. Each message says what, where, found against wanted, and what to do."""


class EvalError(Exception):
    """An evaluation cannot go on."""


class SuiteError(EvalError):
    """A suite is broken; the message names file and line."""


class RunError(EvalError):
    """A folder of a run cannot be read, or cannot be written to."""


class AbsentDataError(EvalError):
    """The data that was asked for is not on this machine."""


class MisuseError(EvalError):
    """What was asked for makes no sense, such as comparing runs of different questions."""
