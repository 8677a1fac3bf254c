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
from app.adapters.keystores.data_key import DataKeys
from app.services.installation import Installation
from tests.installations import PUBLIC_URL, Stage, Stock
from tests.props import Clock, KeysInMemory, Network, Storage


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
    clock, keys, storage = Clock(datetime.fromisoformat(asked["moment"])), KeysInMemory(), Storage(asked["database"])
    network = Network(clock)
    installation = Installation(
        public_url=PUBLIC_URL,
        demo=True,
        database=storage,
        data_keys=DataKeys(b"\x01" * 32),
        source=network,
        create_key=keys.create,
        signer_for=keys.signer_for,
        clock=clock,
        journal=Journal(Path(asked["journal"])),
        closing=(storage.close,),
    )
    with closing(Stage(installation, storage, keys, network, clock, Stock({}))) as stage:
        sys.stdout.buffer.write(orjson.dumps(visit(stage, asked["gets"], asked["verify"])))


if __name__ == "__main__":
    main()
