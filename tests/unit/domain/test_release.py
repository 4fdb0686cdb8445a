from app.domain.claim import Verdict
from app.domain.release import ImportedDocument, Notice, VerdictChange


def test_what_an_import_tells_fits_a_line() -> None:
    document = ImportedDocument("synthetic.csv", "sha256:0", 4, 2, 1, 1)
    assert str(document) == "synthetic.csv"
    notice = Notice("overtaken", "Made up.", "synthetic.csv", 17)
    assert str(notice) == "synthetic.csv:17: overtaken: Made up."
    change = VerdictChange("synthetic:1:1", Verdict.HOLDS, Verdict.FAILS, [])
    assert str(change) == "synthetic:1:1: holds → fails"
