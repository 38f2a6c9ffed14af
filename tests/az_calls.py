"""Holds calls of the Azure CLI against its own parser: unknown commands, arguments and values fail; nothing is sent.

    python3 tests/az_calls.py FILE...

A FILE is what `AZ_CALLS=FILE cargo test --test deploy` records (a call a line, words ended by the unit separator), or
Markdown or Rust text, of which each `az ...` between backquotes counts. Needs the package azure-cli.
"""

import contextlib
import io
import re
import shlex
import sys
from pathlib import Path

import jmespath
from azure.cli.core import get_default_cli
from knack.events import EVENT_INVOKER_POST_PARSE_ARGS


class Parsed(BaseException):
    """The arguments were understood; stop before anything is asked of Azure."""


def stop(*_, **__):
    raise Parsed


def calls(path):
    text = Path(path).read_text(encoding="utf-8")
    if "\x1f" in text:
        return [line.split("\x1f")[:-1] for line in text.splitlines() if line]
    return written(text)


def written(text):
    """The calls between a text's backquotes. A place that Rust fills in is a value after a space, and may be blank elsewhere."""
    spans = re.findall(r"`(az [^`]+)`", text)
    spans = [re.sub(r"\{\w*\}", "", re.sub(r"(?<=[ /-])\{\w*\}", "NAME", span)) for span in spans]
    return [shlex.split(span)[1:] for span in spans]


def complaint(call):
    """Why the CLI would refuse a call, or nothing."""
    said = io.StringIO()
    for word, value in zip(call, call[1:]):
        if word == "--query":
            try:
                jmespath.compile(value)
            except jmespath.exceptions.ParseError as error:
                return str(error)
    # A region's display name is looked up in the subscription, and nobody is signed in here.
    places = [at + 1 for at, word in enumerate(call) if word in ("--location", "-l")]
    call = [word.replace(" ", "").lower() if at in places else word for at, word in enumerate(call)]
    cli = get_default_cli()
    cli.register_event(EVENT_INVOKER_POST_PARSE_ARGS, stop)
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            cli.invoke(call, out_file=said)
    except Parsed:
        return None
    except SystemExit:
        pass
    return said.getvalue().strip() or "refused without a word"


def main():
    # A check that finds nothing wrong with nonsense checks nothing.
    for planted in (["group", "exists"], ["group", "make", "--name", "x"], ["vm", "list-skus", "--colour", "red"]):
        assert complaint(planted), f"az {' '.join(planted)} passed"
    assert written("`az group exists{on} --name {group}{more}`") == [["group", "exists", "--name", "NAME"]]
    known, wrong = set(), 0
    for path in sys.argv[1:]:
        for call in calls(path):
            if tuple(call) in known:
                continue
            known.add(tuple(call))
            why = complaint(call)
            if why:
                wrong += 1
                print(f"{path}: az {shlex.join(call)}\n  {why}")
    print(f"{len(known)} calls of the Azure CLI, {wrong} refused by its parser")
    return 1 if wrong or not known else 0


if __name__ == "__main__":
    sys.exit(main())
