"""How a route is declared: an act, a method, a path. What has no act cannot be reached."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from hedan.domain.people import Act, Person
from hedan.staff.office import LANGUAGE, PERSON
from hedan.staff.problems import Code, problem

PREFIX = "/staff/v1"

type Method = Literal["GET", "POST", "PUT"]
type Call = tuple[str, str]  # Method and path, as declared.


class Routes:
    """The routes of one subject, and the act that each of them is."""

    def __init__(self, subject: str) -> None:
        self.router = Router()  # type: ignore[no-untyped-call]
        self.acts: dict[Call, Act] = {}
        self._subject = subject

    def serve[F: Callable[..., Any]](
        self, act: Act, method: Method, path: str, **described: Any
    ) -> Callable[[F], F]:
        """Declare a route; described is what Powertools takes beside rule and method."""
        self.acts[method, PREFIX + path.replace("<", "{").replace(">", "}")] = act
        declare: Callable[[F], F] = self.router.route(
            path, method=method, tags=[self._subject], **described
        )
        return declare


def gate(acts: dict[Call, Act]) -> Callable[[APIGatewayHttpResolver], Response[Any] | None]:
    """Return what refuses a call: 404 for what is not declared, 403 for whom it is not allowed."""

    def refusal(app: APIGatewayHttpResolver) -> Response[Any] | None:
        person: Person = app.context[PERSON]
        act = acts.get((app.request.method.upper(), app.request.route))
        if act is None:
            return problem(HTTPStatus.NOT_FOUND, Code.NO_SUCH_ROUTE, app.context[LANGUAGE])
        if not person.may(act):
            wanted = {"act": act}
            return problem(
                HTTPStatus.FORBIDDEN, Code.FORBIDDEN, app.context[LANGUAGE], values=wanted
            )
        return None

    return refusal


def guarded(
    refusal: Callable[[APIGatewayHttpResolver], Response[Any] | None],
) -> Callable[[APIGatewayHttpResolver, NextMiddleware], Response[Any]]:
    """Return the middleware that lets only those through whom nothing refuses."""

    def guard(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        refused = refusal(app)
        return refused if refused is not None else next_middleware(app)

    return guard
