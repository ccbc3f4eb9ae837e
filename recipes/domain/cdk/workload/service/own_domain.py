"""An API under its own name: certificate, domain of API Gateway, and the records of DNS."""

from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct

from workload.own_names import OwnName


class OwnDomain(Construct):
    """`url` is the address of the API under its own name, without a slash at its end."""

    def __init__(
        self, scope: Construct, id: str, *, own: OwnName, api: apigateway.HttpApi, stage: apigateway.HttpStage
    ) -> None:
        super().__init__(scope, id)
        zone = route53.HostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=own.zone_id, zone_name=own.zone
        )
        domain = apigateway.DomainName(
            self,
            "Domain",
            domain_name=own.name,
            # AWS renews it as long as the record is there that CloudFormation writes for it.
            certificate=acm.Certificate(
                self, "Certificate", domain_name=own.name, validation=acm.CertificateValidation.from_dns(zone)
            ),
            endpoint_type=apigateway.EndpointType.REGIONAL,
            security_policy=apigateway.SecurityPolicy.TLS_1_2,
            ip_address_type=apigateway.IpAddressType.DUAL_STACK,
        )
        mapping = apigateway.ApiMapping(self, "Mapping", api=api, domain_name=domain, stage=stage)
        target = route53.RecordTarget.from_alias(
            targets.ApiGatewayv2DomainProperties(domain.regional_domain_name, domain.regional_hosted_zone_id)
        )
        for record in (
            route53.ARecord(self, "Record", zone=zone, record_name=own.name, target=target),
            route53.AaaaRecord(self, "RecordIpv6", zone=zone, record_name=own.name, target=target),
        ):
            # Whoever finds the name finds the API.
            record.node.add_dependency(mapping)
        if own.only:
            resource = api.node.default_child
            assert isinstance(resource, apigateway.CfnApi)
            resource.disable_execute_api_endpoint = True
        self.url = f"https://{own.name}"
