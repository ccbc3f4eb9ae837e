"""The web application firewall before the load balancer: rules that AWS keeps current, and a limit for one address."""

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from workload.environment import Environment
from workload.names import deployment_name
from workload.service.load_balancer import TEST_HEADER

MANAGED = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)
# Not refused but counted: an order of a hundred lines is larger than 8 KiB, and the service has a limit of its own.
COUNTED = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}
# Who reads the log must not learn them.
SECRET_HEADERS = ("authorization", "cookie", TEST_HEADER.lower())
# Of one address, in five minutes.
MOST_REQUESTS = 5000
ONLY_REFUSED = {
    "DefaultBehavior": "DROP",
    "Filters": [
        {
            "Behavior": "KEEP",
            "Requirement": "MEETS_ANY",
            "Conditions": [{"ActionCondition": {"Action": action}} for action in ("BLOCK", "COUNT")],
        }
    ],
}


class Firewall(Construct):
    """Refuses requests to `balancer_arn` that match a rule, with 403. What it refused is in its log."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment, balancer_arn: str) -> None:
        super().__init__(scope, id)
        name = deployment_name(environment)
        rules = [_managed(group, priority) for priority, group in enumerate(MANAGED)]
        limit = waf.CfnWebACL.RuleProperty(
            name="TooManyRequests",
            priority=len(rules),
            action=waf.CfnWebACL.RuleActionProperty(block={}),
            statement=waf.CfnWebACL.StatementProperty(
                rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                    limit=MOST_REQUESTS, aggregate_key_type="IP"
                )
            ),
            visibility_config=_visible("TooManyRequests"),
        )
        acl = waf.CfnWebACL(
            self,
            "Acl",
            name=name,
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            rules=[*rules, limit],
            visibility_config=_visible(name),
        )
        waf.CfnWebACLAssociation(self, "Association", resource_arn=balancer_arn, web_acl_arn=acl.attr_arn)
        # The firewall writes only to groups of this prefix; the key of the environment knows only those of its own.
        group = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"aws-waf-logs-{name}",
            retention=logs.RetentionDays.INFINITE,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        resource = group.node.default_child
        assert isinstance(resource, logs.CfnLogGroup)
        resource.retention_in_days = environment.log_retention_days
        arn = cdk.Stack.of(self).format_arn(
            service="logs",
            resource="log-group",
            resource_name=f"aws-waf-logs-{name}",
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        logging = waf.CfnLoggingConfiguration(
            self,
            "Logging",
            log_destination_configs=[arn],
            resource_arn=acl.attr_arn,
            logging_filter=ONLY_REFUSED,
            redacted_fields=[
                waf.CfnLoggingConfiguration.FieldToMatchProperty(single_header={"Name": name})
                for name in SECRET_HEADERS
            ],
        )
        logging.node.add_dependency(group)


def _managed(group: str, priority: int) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name=group,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(
            managed_rule_group_statement=waf.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=group,
                rule_action_overrides=[
                    waf.CfnWebACL.RuleActionOverrideProperty(
                        name=rule, action_to_use=waf.CfnWebACL.RuleActionProperty(count={})
                    )
                    for rule in COUNTED.get(group, ())
                ],
            )
        ),
        visibility_config=_visible(group),
    )


def _visible(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
