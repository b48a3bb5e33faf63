"""Limits that a run must keep: the plain gate, such as `right=0.8,declined=0.9`."""

from collections.abc import Mapping, Sequence

from evals.errors import MisuseError
from evals.estimating import METRICS
from evals.metrics.metric import Asked


def parse_limits(text: str) -> dict[str, float]:
    """Return the limits by the name of their metric.

    Raises:
        MisuseError: A metric is unknown, or a limit is no share.
    """
    known = {metric.name for metric in METRICS}
    limits: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in known:
            raise MisuseError(f"--fail-under: no metric `{name}`; there are {', '.join(sorted(known))}")
        try:
            limits[name] = float(value)
        except ValueError as error:
            raise MisuseError(f"--fail-under: `{value}` is no number; write {name}=0.8") from error
        if not 0.0 <= limits[name] <= 1.0:
            raise MisuseError(f"--fail-under: {name}={value} is not from 0 to 1")
    return limits


def find_broken(limits: Mapping[str, float], questions: Sequence[Asked]) -> list[str]:
    """Return what is said of each limit that the questions do not keep.

    A metric that is better when smaller must not be above its limit. One that cannot be scored keeps none.
    """
    broken = []
    for metric in METRICS:
        if metric.name in limits:
            limit, value = limits[metric.name], metric.estimate(questions).value
            if value is None:
                broken.append(f"{metric.name} cannot be scored, wanted {limit:g}")
            elif value > limit if metric.smaller_is_better else value < limit:
                side = "at most" if metric.smaller_is_better else "at least"
                broken.append(f"{metric.name} is {value:.3f}, wanted {side} {limit:g}")
    return broken
