"""Who the gateway lets through: nobody without a token, but callbacks and links that carry one."""

from typing import Any

from hedan.domain.people import Role
from hedan.staff.api import ACTS
from hedan.staff.serving import PREFIX
from tests.infra.template import resources, target, template

# Callbacks and a platform's questions are signed by the platform; pages by the token in the link.
SIGNED = ("/callbacks/", "/spi/", "/s/{token}", "/o/{token}", "/a/{token}")
routes = resources("AWS::ApiGatewayV2::Route")


def staff_routes() -> dict[str, dict[str, Any]]:
    return {
        name: route
        for name, route in routes.items()
        if route["RouteKey"].split()[1].startswith(PREFIX)
    }


def test_every_route_is_signed_or_wants_a_token() -> None:
    for name, route in routes.items():
        path = route["RouteKey"].partition(" ")[2]
        if any(path.startswith(known) for known in SIGNED):
            assert "AuthorizerId" not in route, name
        else:  # $default, that would answer everything, has no place among them.
            assert route["AuthorizationType"] == "JWT", name
            assert target(route["AuthorizerId"]) == "StaffAuthorizer", name
            assert path.startswith(f"{PREFIX}/"), name


def test_every_method_of_the_api_has_its_route_and_limit_and_no_other() -> None:
    keys = {route["RouteKey"] for route in staff_routes().values()}
    assert keys == {f"{method} {PREFIX}/{{proxy+}}" for method, _ in ACTS}
    (stage,) = resources("AWS::ApiGatewayV2::Stage").values()
    condition, limits, otherwise = stage["RouteSettings"]["Fn::If"]
    assert (condition, otherwise) == ("HasStaff", {"Ref": "AWS::NoValue"})
    assert set(limits) == keys
    for limit in limits.values():
        assert 0 < limit["ThrottlingRateLimit"] <= limit["ThrottlingBurstLimit"] <= 40
    # What the stage names must be there before it: see its Description.
    assert all(f"${{{name}}}" in str(stage["Description"]) for name in staff_routes())


def test_the_authorizer_takes_tokens_of_the_pools_only_client() -> None:
    (authorizer,) = resources("AWS::ApiGatewayV2::Authorizer").values()
    assert authorizer["AuthorizerType"] == "JWT"
    assert authorizer["IdentitySource"] == ["$request.header.Authorization"]
    told = authorizer["JwtConfiguration"]
    condition, pool, other = told["Issuer"]["Fn::If"]
    assert (condition, other) == ("HasUserPool", {"Ref": "StaffIssuer"})
    assert pool["Fn::Sub"].startswith("https://cognito-idp.")
    assert pool["Fn::Sub"].endswith("/${StaffPool}")
    assert told["Audience"] == [
        {"Fn::If": ["HasUserPool", {"Ref": "StaffClient"}, {"Ref": "StaffAudience"}]}
    ]


def test_nobody_signs_up_and_no_secret_is_given_out() -> None:
    (pool,) = resources("AWS::Cognito::UserPool").values()
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == "OPTIONAL"
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    (client,) = resources("AWS::Cognito::UserPoolClient").values()
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert "ALLOW_USER_PASSWORD_AUTH" not in client["ExplicitAuthFlows"]
    assert client["TokenValidityUnits"]["AccessToken"] == "minutes"
    assert client["AccessTokenValidity"] <= 60


def test_each_role_is_a_group() -> None:
    groups = resources("AWS::Cognito::UserPoolGroup").values()
    assert {group["GroupName"] for group in groups} == {role.value for role in Role}


def test_what_aws_china_lacks_stands_under_a_condition() -> None:
    for name, resource in template()["Resources"].items():
        if resource["Type"].startswith("AWS::Cognito::"):
            assert resource["Condition"] == "HasUserPool", name
        if name in staff_routes() or resource["Type"] == "AWS::ApiGatewayV2::Authorizer":
            assert resource["Condition"] == "HasStaff", name
