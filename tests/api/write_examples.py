"""Bring the examples of the API's description in line with the seed: `make examples`."""

import json
import sys
import tempfile
from pathlib import Path

import app.api.documented
from app.api.documented import EXAMPLES
from tests.api.conftest import example_answer, serving
from tests.imported import seed_files, store_with

FILE = Path(app.api.documented.__file__).with_name("examples.json")


def main() -> None:
    """Ask every example's question again and keep the answers."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/onrecord.sqlite"
        store_with(url, seed_files(), "Seed")
        with serving(url) as client:
            for example in EXAMPLES.values():
                example["answer"] = example_answer(client, example["ask"])
    FILE.write_text(json.dumps(EXAMPLES, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(EXAMPLES)} examples written\n")


if __name__ == "__main__":
    main()
