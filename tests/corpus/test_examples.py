"""The examples in the documentation of the code."""

import doctest
import importlib
import pkgutil

import pytest

import corpus
import index

MODULES = [
    f"{package.__name__}.{module.name}"
    for package in (corpus, index)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_give_what_they_say(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
