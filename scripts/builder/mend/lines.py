"""Mends of the lines as lines: their ends, tabs, trailing spaces, the end of the file."""

from builder.mend.layout import scalars


def tabs(text: str) -> str:
    """A tab that only parts one thing from the next is a space; one inside a value is the editor's to mend."""
    if "\t" not in text:
        return text
    inside = {i for scalar in scalars(text) for i in range(scalar.start, scalar.end)}
    return "".join(" " if char == "\t" and i not in inside else char for i, char in enumerate(text))


def trailing_spaces(text: str) -> str:
    """No space stands at the end of a line, but in a text under "|" or ">", where it belongs to the text."""
    if " \n" not in text and not text.endswith(" "):
        return text
    kept = {
        line
        for scalar in scalars(text)
        if scalar.style in ("|", ">")
        for line in range(scalar.line + 1, scalar.line + 1 + text.count("\n", scalar.start, scalar.end))
    }
    lines = text.split("\n")
    return "\n".join(line if i in kept else line.rstrip(" ") for i, line in enumerate(lines))


def end_of_file(text: str) -> str:
    """The file ends with one line end."""
    return text.rstrip("\n") + "\n"
