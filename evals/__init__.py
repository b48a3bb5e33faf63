"""Question sets in, estimates out: suites, predictions, judgements, metrics and the comparison of runs."""
