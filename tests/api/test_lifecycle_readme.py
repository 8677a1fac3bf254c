"""The README's commands that suspend, reinstate and reissue do what it says, in the order in which they stand."""

import re
import shlex
from pathlib import Path

from tests.changing import read
from tests.installations import Stage

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def test_the_commands_of_the_readme_run_as_they_stand(quick_stage: Stage) -> None:
    old = quick_stage.issued()
    section = README.partition("## Revoke, suspend, correct\n")[2].partition("\n## ")[0]
    commands = [shlex.split(each.replace("\\\n", " ")) for each in re.findall(r"^curl (?:.*\\\n)*.*$", section, re.MULTILINE)]

    answers = []
    for words in commands:
        path = next(word for word in words if word.startswith("http")).replace("$ID", old["id"])
        headers = dict(words[place + 1].split(": ", 1) for place, word in enumerate(words) if word == "-H")
        del headers["Authorization"]
        answers.append(quick_stage.http().post(path.partition(":8000")[2], content=words[words.index("-d") + 1], headers=headers))

    assert [answer.status_code for answer in answers] == [200, 200, 201]
    assert read(quick_stage, old["id"])["state"] == "superseded"
