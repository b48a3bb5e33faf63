"""What a single line of text looks like: the signs that normalising and finding blocks go by."""

import re

BULLET = re.compile(r"^(?:[-*+•◦▪–·]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\([ivx]+\))\s+\S")
LINK = re.compile(r"^(?:https?://|www\.)\S|^[\w.+-]+(?:@|\[at\])[\w-]+\.[\w.]+|^#\w+(?:\s+#\w+)*$")
LABEL = re.compile(r"^(?P<label>[^\W_][^.:;!?\n]{0,58}):\s+(?P<value>\S.*)$")
TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
PAGE_NUMBER = re.compile(r"(?:^|[\s\-–|])(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$", re.IGNORECASE)
LETTER_OR_DIGIT = re.compile(r"[^\W_]")

# A line that ends in one of these goes on: nobody ends a title or a line of an address so.
CONNECTIVES = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "its", "nor", "of", "on", "or", "per", "that"}
    | {"the", "their", "this", "to", "upon", "which", "with"}
)

LABEL_WORDS = 8
LABEL_VALUE_CHARACTERS = 160


def has_content(line: str) -> bool:
    """Return whether there is a letter or a digit; rows of asterisks and rules have none."""
    return LETTER_OR_DIGIT.search(line) is not None


def is_item(line: str) -> bool:
    """Return whether the line starts with a bullet or a number."""
    return BULLET.match(line) is not None


def is_link(line: str) -> bool:
    """Return whether the line is an address on the web, an e-mail address or hash tags."""
    return LINK.match(line) is not None


def is_label(line: str) -> bool:
    """Return whether the line reads "Label: value", with a value that is no running text."""
    match = LABEL.match(line)
    if match is None:
        return False
    label, value = match["label"], match["value"]
    if label[0].islower() or len(label.split()) > LABEL_WORDS or len(value) > LABEL_VALUE_CHARACTERS:
        return False
    return not (SENTENCE_END.search(value) and len(value.split()) > 6)


def is_capitals(line: str) -> bool:
    """Return whether all letters of the line are capitals, and there are words of them."""
    letters = [character for character in line if character.isalpha()]
    return len(letters) > 3 and line.upper() == line and any(character.isupper() for character in letters)


def ends_sentence(line: str) -> bool:
    """Return whether the line ends with a full stop, a colon or the like."""
    return TERMINAL.search(line) is not None


def ends_with_connective(line: str) -> bool:
    """Return whether the line ends with a word that needs another one after it."""
    words = line.split()
    return bool(words) and words[-1].lower() in CONNECTIVES


def starts_with_connective(line: str) -> bool:
    """Return whether the line starts with a word that needs another one before it, in lower case."""
    words = line.split(maxsplit=1)
    return bool(words) and words[0] in CONNECTIVES


def read_running_head(line: str) -> str:
    """Return the line without a page number at its end, to be compared with other pages' heads."""
    return PAGE_NUMBER.sub("", line).rstrip(" -–|").casefold()


def has_page_number(line: str) -> bool:
    """Return whether the line ends in what could be a page's number."""
    return PAGE_NUMBER.search(line) is not None
