"""The Archive port on S3, and the links that let a browser reach a file for a short while."""

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A link dies with the Lambda's credentials anyway: it is made afresh for every click.
LINK_SECONDS = 300
# Long enough to choose a file on an old computer.
UPLOAD_SECONDS = 3600
UPLOAD_BYTES_MAX = 25 * 1024 * 1024


class FileArchive:
    """One bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes, content_type: str) -> None:
        """Write; writing the same again is harmless."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def get(self, key: str) -> bytes:
        """Read. Raises KeyError when there is no such file."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except self._client.exceptions.NoSuchKey as missing:
            raise KeyError(key) from missing

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of all files that begin so, sorted."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        return sorted(found["Key"] for page in pages for found in page.get("Contents", []))

    def download_url(self, key: str, file_name: str) -> str:
        """Return a link that downloads a file under a name that a person understands."""
        disposition = f"attachment; filename*=UTF-8''{quote(file_name)}"
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": key,
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=LINK_SECONDS,
        )

    def upload_form(
        self, key: str, back_to: str, bytes_max: int = UPLOAD_BYTES_MAX
    ) -> tuple[str, dict[str, str]]:
        """Return address and hidden fields of a form by which a browser stores one file at key.

        The browser is led to back_to afterwards; with an empty one it is answered 204.
        """
        led = {"success_action_redirect": back_to} if back_to else {}
        form: dict[str, Any] = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields=dict(led),
            Conditions=[
                *([led] if led else []),
                ["content-length-range", 1, bytes_max],
            ],
            ExpiresIn=UPLOAD_SECONDS,
        )
        return form["url"], form["fields"]
