"""Faults of asking."""


class QuestionError(ValueError):
    """The question cannot be asked as it is: empty, too long, or with filters that mean nothing."""
