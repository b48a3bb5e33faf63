"""The plain gate."""

from collections.abc import Callable

import pytest

from assistant.answer import Answer
from evals.errors import MisuseError
from evals.limits import find_broken, parse_limits
from evals.metrics.metric import Asked
from evals.suite import Sample


def test_limits_are_read() -> None:
    assert parse_limits("right=0.8, declined=1") == {"right": 0.8, "declined": 1.0}
    assert parse_limits("") == {}


@pytest.mark.parametrize("text", ["wrong=0.8", "right", "right=much", "right=80", "right=-0.1"])
def test_what_is_no_limit_is_misuse(text: str) -> None:
    with pytest.raises(MisuseError, match="--fail-under"):
        parse_limits(text)


def test_a_limit_is_broken_from_its_worse_side(
    make_sample: Callable[..., Sample], make_answer: Callable[..., Answer], make_asked: Callable[..., Asked]
) -> None:
    right = make_asked(make_sample(id="a"), make_answer("It adopted 12 decisions."))
    shy = make_asked(make_sample(id="b"), make_answer())
    assert find_broken({"right": 0.5, "wrongly_declined": 0.5}, [right, shy]) == []
    assert find_broken({"right": 0.51}, [right, shy]) == ["right is 0.500, wanted at least 0.51"]
    assert find_broken({"wrongly_declined": 0.49}, [right, shy]) == ["wrongly_declined is 0.500, wanted at most 0.49"]
    assert find_broken({"declined": 0.5}, [right]) == ["declined cannot be scored, wanted 0.5"]
