"""Whether two sentences give the same value for the same thing."""

import pytest

from assistant.agreeing import Agreement, compare
from assistant.wanting import Wanted

ANDES = "The operations led to 170 arrests of smugglers and the opening of over 100 investigations."
TURQUESA = "The initiative led to 152 arrests of smugglers and the opening of 107 investigations."


@pytest.mark.parametrize(
    ("one", "one_sentence", "other", "other_sentence", "agreement"),
    [
        ("170", ANDES, "152", TURQUESA, Agreement.DIFFERENT),
        ("over 100", ANDES, "107", TURQUESA, Agreement.COMPATIBLE),
        ("170", ANDES, "107", TURQUESA, Agreement.UNRELATED),
        ("119", "It has 119 parties.", "119", "There are 119 parties to it.", Agreement.SAME),
        ("119", "It has 119 parties.", "52", "The registry in Vienna counted 52 signatories.", Agreement.UNRELATED),
    ],
)
def test_figures_differ_only_where_the_same_thing_is_counted(
    one: str, one_sentence: str, other: str, other_sentence: str, agreement: Agreement
) -> None:
    assert compare(Wanted.NUMBER, one, one_sentence, other, other_sentence) is agreement
    assert compare(Wanted.NUMBER, other, other_sentence, one, one_sentence) is agreement


def test_dates_differ_only_where_the_sentences_speak_of_the_same_thing() -> None:
    one = "Assets were frozen, seized and confiscated in Southern Africa in 2016-2019."
    other = "In 2018/19 assets were either frozen or confiscated in Southern Africa."
    unlike = "The Protocol entered into force on 3 July 2005."
    assert compare(Wanted.DATE, "2016-2019", one, "2018/19", other) is Agreement.DIFFERENT
    assert compare(Wanted.DATE, "2016-2019", one, "3 July 2005", unlike) is Agreement.UNRELATED


def test_a_sentence_that_tells_both_values_does_not_contradict_one_of_them() -> None:
    one = "The Protocol on Firearms has 119 parties."
    both = "The Convention has 190 parties, the Protocol on Firearms 119 parties."
    assert compare(Wanted.NUMBER, "119", one, "190", both) is Agreement.SAME
    assert compare(Wanted.NUMBER, "190", both, "119", one) is Agreement.UNRELATED
