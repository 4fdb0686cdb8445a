"""The examples of a page: a question with curl, a filter with jq, and the output shown below."""

import json
import re

import httpx
import jq

_BLOCK = re.compile(
    r"\$ curl -s 'http://127\.0\.0\.1:8000([^']+)' \| jq -(c|r) '([^']+)'\n(.*?)```", re.DOTALL
)
Example = tuple[str, str, str, str]


def examples(page: str) -> list[Example]:
    """Address, jq's option (`c` for compact, `r` for raw), filter and output of each example."""
    found = _BLOCK.findall(page)
    assert len(found) == page.count("$ curl"), "an example is written in another way"
    return found


def given(site: httpx.Client, example: Example) -> list[str]:
    """The lines that an example gives."""
    address, option, filters, _ = example
    values = jq.compile(filters).input_value(site.get(address).json()).all()
    return [
        line
        for value in values
        for line in (
            value.splitlines()
            if option == "r" and isinstance(value, str)
            else [json.dumps(value, separators=(",", ":"), ensure_ascii=False)]
        )
    ]
