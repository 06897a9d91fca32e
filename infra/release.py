"""Releases a hold or a held parcel: `make release ORDER=… HOLD=…` or `make release PARCEL=…`.

The hold notice names order and hold; the order is checked again at once.
"""

import argparse
import getpass
import json
import sys

import boto3

from infra.stack import Stack, find_stack


def release(request: dict[str, str], stack: Stack) -> dict[str, object]:
    """Ask the stack's function and return what it answers. Raises RuntimeError when it failed."""
    client = stack.session.client("lambda", endpoint_url=stack.endpoint_url)
    answer = client.invoke(FunctionName=stack["ReleaseHold"], Payload=json.dumps(request))
    told: dict[str, object] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer or "refused" in told:
        raise RuntimeError(f"not released: {told.get('refused') or told.get('errorMessage', told)}")
    return told


def main() -> None:
    """Release from the command line."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--order", default="")
    arguments.add_argument("--hold", default="")
    arguments.add_argument("--parcel", default="")
    arguments.add_argument("--by", default=getpass.getuser())
    arguments.add_argument("--stack", default="hedan")
    given = arguments.parse_args()
    if given.parcel:
        request = {"parcel": given.parcel, "by": given.by}
    elif given.order and given.hold:
        request = {"order": given.order, "hold": given.hold, "by": given.by}
    else:
        sys.exit("which one? ORDER=… HOLD=… or PARCEL=…")
    print(json.dumps(release(request, find_stack(given.stack, boto3.Session()))))


if __name__ == "__main__":
    main()
