"""The base of every model of a platform's answers: tolerant, and silent about what it read."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from hedan.errors import Malformed


def _id_text(value: object) -> object:
    """Make text of an id: a number in some methods, text in others. 0 stands for "none"."""
    if value == 0 and not isinstance(value, bool):
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError("not an id")
    return value.strip()


PlatformId = Annotated[str, BeforeValidator(_id_text)]


class Theirs(BaseModel):
    """A value of the platform's: what we do not know is passed over, null is as good as absent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: inner for name, inner in value.items() if inner is not None}
        return value

    @classmethod
    def read(cls, data: object, where: str) -> Self:
        """Read an answer's data. Raises Malformed with the places, never with their content."""
        try:
            return cls.model_validate(data)
        except ValidationError as exc:
            raise Malformed(f"{where}: {places(exc)}") from None


def places(exc: ValidationError) -> str:
    """Return what is wrong where; without the input, which may be a receiver's."""
    return "; ".join(
        f"{'.'.join(str(step) for step in error['loc'])}: {error['type']}"
        for error in exc.errors(include_input=False, include_context=False, include_url=False)
    )
