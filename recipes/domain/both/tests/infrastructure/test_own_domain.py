"""What the templates promise about the own name of the API, in an environment that has one and in one that has none."""

from dataclasses import replace
from typing import Any

import pytest

from environments import ENVIRONMENTS, SANDBOX
from settings.configuration import ConfigurationError
from tests.support.cfn_lint import Linter
from tests.support.cloudformation import properties, references, resources, text, waiting_in_a_circle, waits_for
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed, deployed_afresh
from workload.environment import Environment
from workload.own_names import OWN_NAMES, OwnName

OWN = OwnName(name="probe.orders.example.com", zone="orders.example.com", zone_id="Z0123456789ABCDEFGHIJ")
KINDS = (
    *("AWS::CertificateManager::Certificate", "AWS::ApiGatewayV2::DomainName", "AWS::ApiGatewayV2::ApiMapping"),
    "AWS::Route53::RecordSet",
)


def service(own: OwnName | None) -> dict[str, Any]:
    """The template of the sandbox under this name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(OWN_NAMES, SANDBOX.name, raising=False)
        if own:
            patch.setitem(OWN_NAMES, SANDBOX.name, own)
        return deployed_afresh(SANDBOX)["service"]


@pytest.fixture(scope="module")
def named() -> dict[str, Any]:
    return service(OWN)


def only(template: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = properties(template, kind)
    return found


def test_the_pipeline_and_the_tests_ask_the_api_under_its_own_name(named: dict[str, Any]) -> None:
    assert named["Outputs"]["Endpoint"]["Value"] == f"https://{OWN.name}"


def test_without_an_own_name_the_api_has_the_address_that_aws_gives_it() -> None:
    made = service(None)
    assert not [kind for kind in KINDS if resources(made, kind)]
    assert references(made["Outputs"]["Endpoint"]["Value"]) & set(resources(made, "AWS::ApiGatewayV2::Api"))


def test_the_certificate_is_validated_and_renewed_by_a_record_of_the_zone(named: dict[str, Any]) -> None:
    certificate = only(named, "AWS::CertificateManager::Certificate")
    assert (certificate["DomainName"], certificate["ValidationMethod"]) == (OWN.name, "DNS")
    (option,) = certificate["DomainValidationOptions"]
    assert option == {"DomainName": OWN.name, "HostedZoneId": OWN.zone_id}


def test_the_name_takes_tls_1_2_and_newer_in_this_region(named: dict[str, Any]) -> None:
    domain = only(named, "AWS::ApiGatewayV2::DomainName")
    (configuration,) = domain["DomainNameConfigurations"]
    assert (configuration["EndpointType"], configuration["SecurityPolicy"]) == ("REGIONAL", "TLS_1_2")
    assert references(configuration["CertificateArn"]) == set(resources(named, "AWS::CertificateManager::Certificate"))
    assert domain["DomainName"] == OWN.name


def test_the_name_leads_to_the_stage_that_is_served(named: dict[str, Any]) -> None:
    mapping = only(named, "AWS::ApiGatewayV2::ApiMapping")
    (stage,) = resources(named, "AWS::ApiGatewayV2::Stage")
    assert references(mapping["ApiId"]) == set(resources(named, "AWS::ApiGatewayV2::Api"))
    assert mapping["Stage"] in ("$default", {"Ref": stage})
    (name,) = resources(named, "AWS::ApiGatewayV2::ApiMapping")
    assert stage in waits_for(named, name)
    assert "ApiMappingKey" not in mapping


def test_both_kinds_of_addresses_are_found_and_not_before_the_name_leads_to_the_api(named: dict[str, Any]) -> None:
    (domain,) = resources(named, "AWS::ApiGatewayV2::DomainName")
    (mapping,) = resources(named, "AWS::ApiGatewayV2::ApiMapping")
    records = resources(named, "AWS::Route53::RecordSet").values()
    assert {each["Properties"]["Type"] for each in records} == {"A", "AAAA"}
    for record in records:
        assert record["Properties"]["Name"].rstrip(".") == OWN.name
        assert record["Properties"]["HostedZoneId"] == OWN.zone_id
        assert references(record["Properties"]["AliasTarget"]) == {domain}
        assert mapping in record["DependsOn"]
    (configuration,) = only(named, "AWS::ApiGatewayV2::DomainName")["DomainNameConfigurations"]
    assert configuration["IpAddressType"] == "dualstack", "nobody would answer at the address of the record AAAA"


def test_the_other_address_is_closed_where_the_table_says_so_and_not_before(named: dict[str, Any]) -> None:
    for made, closed in ((named, False), (service(replace(OWN, only=True)), True)):
        api = text(only(made, "AWS::ApiGatewayV2::Api"))
        assert ('"disableexecuteapiendpoint": true' in api.lower()) is closed


def test_cloudformation_takes_the_template(named: dict[str, Any], linter: Linter) -> None:
    assert not linter.findings(named, SANDBOX.region)
    assert waiting_in_a_circle(named) == set()


def test_each_name_is_of_an_environment_and_of_one_alone() -> None:
    known = {each.name for each in (*ENVIRONMENTS, SANDBOX)}
    assert set(OWN_NAMES) <= known, f"workload/own_names.py: no environment is called {set(OWN_NAMES) - known}"
    names = [own.name for own in OWN_NAMES.values()]
    assert len(names) == len(set(names)), "workload/own_names.py: two environments have the same name"


@every_environment
def test_each_environment_is_asked_under_the_name_of_the_table(environment: Environment) -> None:
    endpoint = deployed(environment)["service"]["Outputs"]["Endpoint"]["Value"]
    own = OWN_NAMES.get(environment.name)
    assert endpoint == f"https://{own.name}" if own else references(endpoint)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "https://orders.example.com"}, "is no name of DNS"),
        ({"name": "Orders.example.com"}, "is no name of DNS"),
        ({"zone": "orders"}, "is no name of DNS"),
        ({"name": "dev.invoices.example.com"}, "does not end in the name of its zone"),
        ({"name": "devorders.example.com"}, "does not end in the name of its zone"),
        ({"zone_id": "/hostedzone/Z0123456789ABCDEFGHIJ"}, "is no id of a hosted zone"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_an_example(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{said}.*for example"):
        replace(OWN, **wrong)
