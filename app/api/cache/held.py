"""The answers that are kept, those that nobody asks for the first to go."""

from __future__ import annotations

from collections import OrderedDict

from app.api.cache.answer import Answer
from app.api.cache.question import Question, Spelling
from app.api.remembered import LONGEST_REMEMBERED

MOST_BYTES = 64 * 1024 * 1024
MOST_ANSWERS = 10_000
# Of the question to one answer; others are looked up in two steps.
MOST_SPELLINGS = 2
# One large answer does not drive out all the others.
LARGEST_SHARE = 4


class Held:
    """Answers by question, within a bound of bytes and of number."""

    def __init__(self, most_bytes: int) -> None:
        # In the order in which they may go. Read by whoever looks for one, without a call.
        self.answers: OrderedDict[Question, Answer] = OrderedDict()
        # The same by how they were asked for: to spell a question otherwise changes nothing.
        self.spelt: dict[Spelling, Answer] = {}
        self._sizes: dict[Question, int] = {}
        self._most = most_bytes
        self.bytes = 0

    def __len__(self) -> int:
        return len(self.answers)

    def keep(self, question: Question, answer: Answer) -> None:
        """Keep an answer, or count anew one that has grown a form; one that is too large goes."""
        self.drop(question)
        size = answer.size + len(question.path) + len(question.query)
        if size > self._most / LARGEST_SHARE:
            return
        self.answers[question], self._sizes[question] = answer, size
        self.bytes += size
        while self.bytes > self._most or len(self.answers) > MOST_ANSWERS:
            first, oldest = next(iter(self.answers.items()))
            if oldest.wanted:
                # It was asked for since its turn came last, and has another one.
                oldest.wanted = False
                self.answers.move_to_end(first)
            else:
                self.drop(first)

    def spell(self, question: Question, spelt: Spelling) -> None:
        """Find the answer to a question that is kept by a spelling of it too."""
        answer = self.answers.get(question)
        if answer is None or spelt in self.spelt:
            return
        if len(answer.spellings) < MOST_SPELLINGS and sum(map(len, spelt)) <= LONGEST_REMEMBERED:
            answer.spellings.append(spelt)
            self.spelt[spelt] = answer

    def drop(self, question: Question) -> None:
        """Keep an answer no longer."""
        answer = self.answers.pop(question, None)
        if answer is not None:
            self.bytes -= self._sizes.pop(question)
            for spelt in answer.spellings:
                del self.spelt[spelt]
            answer.spellings.clear()

    def drop_all(self, *, but_of_no_release: bool) -> None:
        """Keep nothing, or only what hangs on no release."""
        for question, answer in list(self.answers.items()):
            if answer.release is not None or not but_of_no_release:
                self.drop(question)
