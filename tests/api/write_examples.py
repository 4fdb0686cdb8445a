"""Bring the examples of the API's description in line with the seed: `make examples`."""

import json
import sys
import tempfile
from pathlib import Path

import app.api.documented
from app.api.documented import EXAMPLES
from app.cli import seed_documents
from app.importing.run import import_documents
from app.settings import ROOT
from app.store.engine import connect_to
from app.store.migrate import migrate
from tests.api.conftest import example_answer, serving

FILE = Path(app.api.documented.__file__).with_name("examples.json")


def main() -> None:
    """Ask every example's question again and keep the answers."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/onrecord.sqlite"
        engine = connect_to(url)
        migrate(engine)
        import_documents(engine, seed_documents(ROOT / "seed"), "Seed")
        engine.dispose()
        with serving(url) as client:
            for example in EXAMPLES.values():
                example["answer"] = example_answer(client, example["ask"])
    FILE.write_text(json.dumps(EXAMPLES, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(EXAMPLES)} examples written\n")


if __name__ == "__main__":
    main()
