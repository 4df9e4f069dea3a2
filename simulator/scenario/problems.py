"""Errors of the YAML parser, in words for the author of a scenario."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

PHRASES = (
    (r"character '\\t'", "a tab is used where spaces are needed", "indent with spaces"),
    (r"character '(.)' that cannot start", "a value cannot begin with '{0}'", "put it in quotes"),
    (r"mapping values are not allowed", "a colon is not expected here", "check the indentation, or put the text in quotes"),
    (r"sequence entries are not allowed", "a list entry is not expected here", "put '- ' on a line of its own"),
    (r"expected alphabetic or numeric", "a name is missing after & or *", "add it, or put the text in quotes"),
    (r"undefined alias '?([^']*)", "'*{0}' refers to nothing", "remove it, or put it in quotes"),
    (r"another document", "a second document begins here", "put it into a file of its own"),
    (r"escape character '(.)'", "'\\{0}' means nothing in double quotes", "use single quotes"),
    (r"expected ',' or '([\]}])'", "a comma or a closing '{0}' is missing before this", "close the bracket, or add the comma"),
    (r"expected <block end>", "does not line up with the lines above", "check its indentation"),
    (r"could not find expected ':'", "a colon is missing", "write 'key: value'"),
    (r"but found '<stream end>'", "ends in the middle of a value", "close every bracket and quote"),
    (r"expected '<document start>'", "does not fit what comes before it", "check quotes and indentation"),
    (r"expected the node content", "a value is missing before this", "write it, or put the text in quotes"),
    (r"incompatible YAML", "asks for another version of YAML", "remove the line that begins with %"),
)  # fmt: skip
DEFAULT_REMEDY = "check indentation, colons and quotes here"


def in_plain_words(error: YAMLError | ValueError, text: str) -> tuple[str, str, int, int]:
    """What is wrong, what to do, and line and column of it in `text`."""
    if isinstance(error, ReaderError):
        line, column = _place_of(error.position, text)
        what = f"is not text: it holds the character #{ord(text[error.position]):04x}"
        return what, "save it as plain text", line, column
    if not isinstance(error, MarkedYAMLError):
        return f"cannot be read as YAML ({str(error).splitlines()[0]})", DEFAULT_REMEDY, 1, 1
    problem = str(error.problem or error.context)
    if "unexpected end of stream" in problem and error.context_mark:
        mark = error.context_mark
        return "a quotation mark is never closed", "close it", mark.line + 1, mark.column + 1
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    for pattern, what, remedy in PHRASES:
        if found := re.search(pattern, problem):
            return what.format(*found.groups()), remedy, line, column
    return f"cannot be read as YAML ({problem})", DEFAULT_REMEDY, line, column


def _place_of(position: int, text: str) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
