"""Lettering: how wide a text is, and where it is broken into lines.

Widths are those of Helvetica, which Arial, Liberation Sans, Arimo and Nimbus Sans share, so that a
drawing comes out alike wherever it is looked at.  All sizes are whole pixels.
"""

from unicodedata import east_asian_width

FAMILY = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"

_REGULAR = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278
556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556
1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556
333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556
556 556 333 500 278 556 500 722 500 500 500 334 260 334 584
"""
_BOLD = """
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278
556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611
975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778
667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556
333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611
611 611 389 556 333 611 556 778 556 556 500 389 280 389 584
"""
"""The widths of the letters of ASCII from the space on, in thousandths of their size."""
_FIRST = " "
_EM = 1000
_OTHER = 667
"""Of a letter that the tables do not have: as wide as most capitals."""

_WIDTHS = {
    bold: {chr(ord(_FIRST) + nth): int(width) for nth, width in enumerate(table.split())}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}


def width_of(text: str, size: int, *, bold: bool = False) -> int:
    """How wide a text is at a size, in pixels, rounded up."""
    table = _WIDTHS[bold]
    return -(-sum(table.get(letter) or _other(letter) for letter in text) * size // _EM)


def wrapped(text: str, size: int, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most so many pixels; a word that is wider is broken.

    A text without a word has no line.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold=bold) <= most:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _broken(word, size, most, bold=bold)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def _broken(word: str, size: int, most: int, *, bold: bool) -> list[str]:
    """A word in pieces that fit; each piece has a letter at least."""
    pieces = [""]
    for letter in word:
        longer = pieces[-1] + letter
        if pieces[-1] and width_of(longer, size, bold=bold) > most:
            pieces.append(letter)
        else:
            pieces[-1] = longer
    return pieces


def _other(letter: str) -> int:
    return _EM if east_asian_width(letter) in "WF" else _OTHER
