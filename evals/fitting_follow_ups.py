"""Fits which terms of a conversation a follow-up needs: `python -m evals.fitting_follow_ups --data ../shared/data`.

On the tuning halves of CANARD, CAsT 2020 to 2022 and our own conversations. `palermo-eval rewriting` tells of both.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.following import complete_by_rules
from assistant.selecting import QUESTION_FEATURES, TERM_FEATURES, WEIGHTS_FILE, Weights, list_terms, measure
from evals.rewriting import read_follow_ups

REGULARISATION = 0.3
# There are ten times as many turns of CANARD as of a year of CAsT; ours are on documents such as ours.
SHARES = {"CANARD": 1.0, "conversations": 2.0}
OTHER_SHARE = 3.0


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--output", type=Path, default=Path("assistant") / WEIGHTS_FILE)
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"{options.data}: the public data is not here; see the README", file=sys.stderr)
        raise SystemExit(3)
    rows, wanted, shares = [], [], []
    for one in read_follow_ups(options.data):
        if one.split == "tuning":
            terms, features = measure(one.question, one.history, complete_by_rules(one.question, one.history).text)
            person = list_terms(one.rewrite) - list_terms(one.question)
            rows.append(features)
            wanted += [term in person for term in terms]
            shares += [SHARES.get(one.source, OTHER_SHARE)] * len(terms)
    model = LogisticRegression(C=REGULARISATION, max_iter=5000)
    model.fit(np.vstack(rows), np.array(wanted), sample_weight=np.array(shares))
    weights = Weights(
        question_features=QUESTION_FEATURES,
        term_features=TERM_FEATURES,
        coefficients=tuple(round(float(value), 5) for value in model.coef_[0]),
        intercept=round(float(model.intercept_[0]), 5),
    )
    options.output.write_text(weights.model_dump_json(indent=1) + "\n", encoding="utf-8")
    print(f"{len(rows)} turns, {len(wanted)} terms, {np.mean(wanted):.1%} of them wanted", file=sys.stderr)


if __name__ == "__main__":
    main()
