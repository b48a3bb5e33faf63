"""Metrics: one concept a module, each with its formula, n and interval."""
