"""A deployed stack as the tools around it see it: its outputs, by name."""

from dataclasses import dataclass

import boto3


@dataclass(frozen=True)
class Stack:
    """One deployed stack, on AWS or in the emulator: the session decides which."""

    name: str
    session: boto3.Session
    outputs: dict[str, str]
    endpoint_url: str | None = None

    def __getitem__(self, output: str) -> str:
        """Return one output. Raises KeyError when the stack has none of that name."""
        return self.outputs[output]


def find_stack(name: str, session: boto3.Session, endpoint_url: str | None = None) -> Stack:
    """Return a deployed stack. Raises botocore's ClientError when there is none of that name."""
    client = session.client("cloudformation", endpoint_url=endpoint_url)
    described = client.describe_stacks(StackName=name)["Stacks"][0]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in described.get("Outputs", [])}
    return Stack(name=name, session=session, outputs=outputs, endpoint_url=endpoint_url)
