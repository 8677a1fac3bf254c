"""A visitor in a process of its own: asks for addresses, and says on standard output what the answers were.

    python -m tests.visitor '{"database": URL, "journal": FOLDER, "moment": MOMENT, "gets": {NAME: ADDRESS}, "verify": NAME}'

What was got under the name `verify` is handed in to be verified.
"""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import orjson

from app.adapters.journal import Journal
from tests.installations import Stage, Stock, staged
from tests.props import Clock


def visit(stage: Stage, gets: dict[str, str], verify: str) -> dict[str, list[object]]:
    """Return status and a digest or verdict of every answer, by name."""
    public = stage.http(None)
    answers = {name: public.get(address) for name, address in gets.items()}
    found: dict[str, list[object]] = {name: [answer.status_code, len(answer.content) > 0] for name, answer in answers.items()}
    report = public.post("/v1/verifications", content=answers[verify].content, headers={"content-type": "application/vc"})
    return found | {"verification": [report.status_code, report.json()["verdict"]]}


def main() -> None:
    """Visit, and print what was found."""
    asked = orjson.loads(sys.argv[1])
    clock, journal = Clock(datetime.fromisoformat(asked["moment"])), Journal(Path(asked["journal"]))
    with closing(staged(asked["database"], clock, Stock({}), {"journal": journal})) as stage:
        sys.stdout.buffer.write(orjson.dumps(visit(stage, asked["gets"], asked["verify"])))


if __name__ == "__main__":
    main()
