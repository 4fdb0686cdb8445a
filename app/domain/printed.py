"""What a table's cell prints where a number should be: a number, or what stands in for one.

    1,234 [p]       1234, provisional
    -00             0, for so some Home Office tables print it
    <5              suppressed, with the bound in a note
    ..              not supplied
    s.12 refused    not supplied, with the refusal in a note

Missing is never zero: a stand-in has no value, and whatever is not known is refused, with a
sentence that says what to do. The forms follow the Government Statistical Service's advice on
symbols and what police forces write in answers under the Freedom of Information Act.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.observation import Status
from app.errors import MalformedError

# What the store holds exactly; see the numbers of an imported document.
LARGEST_DIGITS = 18
_LONGEST, _SHOWN = 200, 60
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARKS = f"*†‡§{_SUPERSCRIPTS}"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a cell says. The value keeps the places that were printed, and is None exactly where
    the status has no value; the note is for whoever reads the figure."""

    value: Decimal | None
    status: Status
    note: str | None = None


def read_printed(
    text: str, percent: bool = False, symbols: Mapping[str, Status] | None = None
) -> Printed:
    """What the text of a cell says.

    `percent` allows a per cent sign, for a measure that is a percentage. `symbols` are what this
    one table uses, in any case; they win over the meanings that are built in.

    Raises MalformedError for anything that is not known. Choices worth knowing:

    - `nil`, `nil return` and `zero` are 0, since they are words for it. `none` and `null` are
      refused: they may as well be what a program wrote for an empty cell.
    - A dash is not supplied: one table means zero by it, another a small base, a third no data.
    - Of the refusals, only section 40 (personal information) is a suppression: the number is
      known and too small to print. Under every other section (12 is the cost limit) nobody
      outside learns whether there is a number, so it was not supplied; so too where section 40 is
      named along with another.
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        raise MalformedError(f"{shown(stripped)} is too long for a number")
    folded = " ".join(stripped.casefold().split())
    found = (
        _own(folded, symbols or {})
        or _STAND_INS.get(folded)
        or _number(stripped, percent)
        or _bounded(folded)
        or _refusal(folded, stripped)
    )
    if found is None:
        raise MalformedError(f"{shown(stripped)} {_why_not(folded, percent)}")
    return found


def explains(note: str | None) -> bool:
    """Whether a note is somebody's, and not only what reading a cell made of its marks."""
    return note is not None and not note.startswith(("the source ", "printed as "))


def whole(count: Decimal) -> Decimal:
    """A count without idle decimal places, which programs add to whole numbers; MalformedError for
    one that is not whole."""
    rounded = count.to_integral_value()
    if rounded != count:
        raise MalformedError(f"{count:f} is not a whole number, and the measure is a count")
    return rounded


def without_marks(text: str) -> str:
    """A name or heading without the marks of footnotes that follow it: asterisks, superscripts,
    and notes in brackets such as `[note 1]`, `(2)` or `[p]`. Plain digits stay."""
    return text if len(text) > _LONGEST else _TRAILING_MARKS.sub("", text)


def shown(text: str) -> str:
    """A text as a message quotes it: escaped, and cut where it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


_NOTE_NUMBERS = r"(?:notes?\s*)?[0-9]{1,2}(?:\s*,\s*[0-9]{1,2})*"
_TRAILING_MARKS = re.compile(
    rf"(?:\s*(?:[{_MARKS}]|\[(?:{_NOTE_NUMBERS}|[beprux])\]|\((?:{_NOTE_NUMBERS}|[epr])\)))+\s*$",
    re.IGNORECASE,
)


_DASH = Printed(None, Status.NOT_SUPPLIED, "the source prints a dash")
_SUPPRESSED = Printed(None, Status.SUPPRESSED)
_NOT_SUPPLIED = Printed(None, Status.NOT_SUPPLIED)
_NOT_APPLICABLE = Printed(None, Status.NOT_APPLICABLE)
# The last two dashes are the minus sign and the hyphen that does not break.
_DASHES = ("-", "--", "–", "—", "−", "\u2011")
_STAND_INS: Mapping[str, Printed] = {
    **dict.fromkeys(_DASHES, _DASH),
    **dict.fromkeys(("*", "**", "[c]", "c", "suppressed", "redacted"), _SUPPRESSED),
    **dict.fromkeys(("", "..", "...", "…", ":", "[x]", "x"), _NOT_SUPPLIED),
    **dict.fromkeys(("not available", "unavailable", "not supplied"), _NOT_SUPPLIED),
    **dict.fromkeys(("not provided", "not recorded", "no data", "unknown"), _NOT_SUPPLIED),
    **dict.fromkeys(("not known", "n/k", "nk", "tbc", "to be confirmed"), _NOT_SUPPLIED),
    **dict.fromkeys(("not held", "information not held"), _NOT_SUPPLIED),
    **dict.fromkeys(("no information held", "no info held"), _NOT_SUPPLIED),
    **dict.fromkeys(("no response", "no reply", "did not respond"), _NOT_SUPPLIED),
    **dict.fromkeys(("n/a", "n.a.", "na", "not applicable", ".", "[z]", "z"), _NOT_APPLICABLE),
    **{
        word: Printed(Decimal(0), Status.PUBLISHED, f"printed as {word}")
        for word in ("nil", "nil return", "zero")
    },
}


def _own(folded: str, symbols: Mapping[str, Status]) -> Printed | None:
    """What the table's own symbols say of a cell."""
    for symbol, status in symbols.items():
        if " ".join(symbol.casefold().split()) == folded:
            if status.has_value:
                raise MalformedError(
                    f"the symbol {shown(symbol)} cannot stand for {status}: that has a value, and "
                    "a symbol has none"
                )
            return Printed(None, status)
    return None


_SEPARATORS = ", '’\u00a0\u2007\u2009\u202f"
_GROUPED = rf"[0-9]{{1,3}}(?P<by>[{_SEPARATORS}])[0-9]{{3}}(?:(?P=by)[0-9]{{3}})*"
_SIGNED = rf"(?P<sign>[-+−]?)\s*(?P<digits>(?P<whole>{_GROUPED}|[0-9]+|(?=\.))(?:\.[0-9]+)?)\s*"
_NUMBER = re.compile(
    rf"(?:{_SIGNED}(?P<percent>%?)|\((?P<inside>[^()]*)\))(?P<marks>(?:\s*\[[^\[\]]*\])*)"
)
_TOLD = {
    "p": "provisional",
    "e": "estimated",
    "r": "revised",
    "u": "of low reliability",
    "b": "at a break in its series",
}


def _number(text: str, percent: bool) -> Printed | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    status, note = _marked(found["marks"], text)
    negative = found["sign"] in ("-", "−")
    if found["inside"] is not None:
        # Accountants print a negative number in brackets, and then with no other sign.
        found = _NUMBER.fullmatch(found["inside"].strip())
        if found is None or found["sign"] or found["marks"]:
            return None
        negative = True
    if found["percent"] and not percent:
        return None
    whole = re.sub(f"[{_SEPARATORS}]", "", found["whole"])
    if len(whole) > 1 and whole.startswith("0") and found["digits"].strip("0"):
        raise MalformedError(f"{shown(text)} begins with a zero, as codes do and numbers do not")
    value = Decimal(re.sub(f"[{_SEPARATORS}]", "", found["digits"]))
    digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
    if max(len(digits), -exponent) > LARGEST_DIGITS:
        raise MalformedError(f"{shown(text)} has more than {LARGEST_DIGITS} digits")
    # Home Office spreadsheets print zero as `-00 `, so zero has no sign.
    return Printed(-value if negative and value else value, status, note)


def _marked(marks: str, text: str) -> tuple[Status, str | None]:
    """What the markers in square brackets after a number make of it."""
    letters: list[str] = []
    notes: list[str] = []
    told = ",".join(re.findall(r"\[(.*?)\]", marks.casefold()))
    for mark in told.split(",") if marks else ():
        name = " ".join(mark.split())
        if name in _TOLD:
            letters.append(name)
        elif re.fullmatch(r"note ?[0-9]{1,2}", name):
            notes.append(f"the source refers to its {name}")
        elif name != "low":
            raise MalformedError(
                f"{shown(text)} is a number with the marker [{name}]; those known after a number "
                f"are {', '.join(f'[{each}]' for each in _TOLD)} and [note 1]"
            )
        else:
            raise MalformedError(f"{shown(text)} {_ROUNDED}")
    status = Status.PUBLISHED
    # An estimate is not a count at all, which says more than that it may yet change.
    for letter, known in (("e", Status.ESTIMATED), ("p", Status.PROVISIONAL)):
        if letter in letters:
            letters, status = [each for each in letters if each != letter], known
            break
    if letters:
        said = " and ".join(_TOLD[each] for each in dict.fromkeys(letters))
        notes.insert(0, f"the source marks it {said}")
    return status, "; ".join(notes) or None


# Below 1 there is only 0, which nobody suppresses: such a cell was rounded.
_BOUND = r"(?:[2-9]|[1-9][0-9]{1,2}|three|four|five|six|ten)"
_BOUNDED = re.compile(
    rf"(?:<|<=|≤|fewer than|less than|under|below|up to) ?{_BOUND}"
    rf"|{_BOUND} or (?:fewer|less)"
    r"|(?P<low>[0-9]{1,2}) ?(?:-|–|to) ?(?P<high>[0-9]{1,2})"
)


def _bounded(folded: str) -> Printed | None:
    """A count withheld because it is small, of which the source tells only where it lies."""
    found = _BOUNDED.fullmatch(folded)
    if found is None or (found["low"] and int(found["low"]) >= int(found["high"])):
        return None
    return Printed(None, Status.SUPPRESSED, f"printed as {folded}")


_SECTION = re.compile(r"\bs(?:s|ec|ect|ections?)?[. ]*([0-9]{1,2})((?: ?\([0-9a-z]{1,3}\))*)(?!\w)")
# Cost and vexation, then the exemptions. A number beyond these is a misprint or a label.
_REFUSING = {12, 14, *range(21, 45)}
_PERSONAL = {40}
_ALONE = {"refused", "refusal", "exempt", "exempted", "exemption"}
_BESIDE = _ALONE | {"withheld", "under", "by", "the", "foi", "foia", "act", "cost", "limit", "and"}


def _refusal(folded: str, text: str) -> Printed | None:
    """A refusal under the Freedom of Information Act, with the section where one is named."""
    sections = {int(found[1]) for found in _SECTION.finditer(folded)}
    rest = _SECTION.sub(" ", folded)
    words = set(re.findall(r"\w+", rest))
    if not (words <= _BESIDE and sections <= _REFUSING and (sections or words & _ALONE)):
        return None
    if re.sub(r"[\w\s.,:;()/&–—-]", "", rest):
        return None
    status = Status.SUPPRESSED if sections == _PERSONAL else Status.NOT_SUPPLIED
    return Printed(None, status, f"the source refuses it: {text}")


_ROUNDED = (
    "is a number that was rounded to zero, and is not zero; take the number before rounding, or "
    "leave the figure out"
)
_FOOTNOTED = (
    "is a number with the mark of a footnote, or of something left out; take the mark away and "
    "say what it means in a note, or, in a mapping, what it stands for"
)
_UNGROUPED = (
    "has digits that are not in groups of three, as in 1,234,567; a decimal point is a full stop, "
    "with digits after it"
)
_ERROR = re.compile(r"#(?:n/a|getting_data|[a-z0-9/]+[!?])|err:[0-9]{3}")
_FAULTS: tuple[tuple[str, str], ...] = (
    (r"\[low\]", _ROUNDED),
    (rf".*[0-9]\s*[{_MARKS}]+", _FOOTNOTED),
    (r".*[£$€].*", "has the sign of a currency; write the number alone"),
    (r"[-+−]?[0-9.]+e[-+]?[0-9]+", "is in scientific notation; write all its digits"),
    (r"\[[^\[\]]*\]", "is a marker without a number, and does not say why there is none"),
    (r"none|null", "may be zero or an empty cell; write 0, or leave it empty"),
    (r"[-+−]?[0-9]+(\.[0-9]+){2,}", "has two decimal points; group digits as 1,234,567"),
    (rf"[-+−(]*[0-9][0-9.{_SEPARATORS}]*[%)]*", _UNGROUPED),
    (r".*[0-9].*[^\W\d_].*|.*[^\W\d_].*[0-9].*", "has words beside the number; write it alone"),
)


def _why_not(folded: str, percent: bool) -> str:
    if any(character.isdecimal() and not character.isascii() for character in folded):
        return "has digits of another script; write 0 to 9"
    if folded.startswith("="):
        return (
            "is a formula without its result; open the file in a spreadsheet program, save it, "
            "and import it again"
        )
    if _ERROR.fullmatch(folded):
        return "is an error of the spreadsheet; mend it there, or leave the cell empty"
    if "%" in folded and not percent:
        return "is a percentage, and the measure is not one"
    for pattern, sentence in _FAULTS:
        if re.fullmatch(pattern, folded):
            return sentence
    return (
        "is neither a number, as 1,234 or 5.6, nor a known stand-in for one, as .. or [c]; mend "
        "the cell, or, in a mapping, say what it stands for"
    )
