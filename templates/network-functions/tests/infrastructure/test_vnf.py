"""The instances of a VNF: what they run on, what they may do, and how CodeDeploy reaches them, one zone at a time."""

import json
import re
from dataclasses import replace

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from tests.support.cfn_lint import Linter
from tests.support.choices import VNF_FILTER as FILTER
from tests.support.choices import VNF_SOURCE_NAT as SOURCE_NAT
from tests.support.cloudformation import as_list, properties, references, resources, statements, text
from tests.support.remembered_synthesis import remembered
from tests.support.vnf import service, synthesise
from workload.environment import Environment, Network
from workload.service.vnf.codedeploy import MANAGED_POLICY

both_functions = pytest.mark.parametrize("environment", [FILTER, SOURCE_NAT], ids=lambda each: each.function.value)


@both_functions
def test_nothing_signs_in_to_an_instance_and_its_credentials_ask_for_a_token(environment: Environment) -> None:
    template = service(environment)
    (launched,) = (each["LaunchTemplateData"] for each in properties(template, "AWS::EC2::LaunchTemplate"))
    assert "KeyName" not in launched
    assert launched["MetadataOptions"] == {"HttpTokens": "required", "HttpPutResponseHopLimit": 1}
    assert all(each["Ebs"]["Encrypted"] for each in launched["BlockDeviceMappings"])
    (group,) = properties(template, "AWS::EC2::SecurityGroup")
    assert 22 not in {rule["FromPort"] for rule in group["SecurityGroupIngress"]}


def test_instances_run_amazon_linux_2023_on_arm64_as_build_has_looked_it_up() -> None:
    assert re.fullmatch(r"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-[0-9.]+-arm64", FILTER.instance_image)
    template = service(FILTER)
    (launched,) = (each["LaunchTemplateData"] for each in properties(template, "AWS::EC2::LaunchTemplate"))
    assert launched["ImageId"] == {"Ref": "InstanceImage"}
    assert not [each for each in template["Parameters"].values() if "Image::Id>" in each["Type"]]


def test_the_agent_of_codedeploy_comes_from_its_own_region_and_signs_its_calls() -> None:
    (launched,) = (each["LaunchTemplateData"] for each in properties(service(FILTER), "AWS::EC2::LaunchTemplate"))
    start = text(launched["UserData"])
    assert "set -euo pipefail" in start
    assert "https://aws-codedeploy-${AWS::Region}.s3.${AWS::Region}.${AWS::URLSuffix}/latest/install" in start
    assert ":enable_auth_policy: true" in start


def test_docker_leaves_the_packets_of_the_instance_to_the_function() -> None:
    (launched,) = (each["LaunchTemplateData"] for each in properties(service(FILTER), "AWS::EC2::LaunchTemplate"))
    start = next(each["Fn::Sub"] for each in launched["UserData"]["Fn::Base64"]["Fn::Join"][1] if "Fn::Sub" in each)
    written, started = start.index("/etc/docker/daemon.json"), start.index("systemctl enable --now docker")
    assert written < started
    (settings,) = re.findall(r"echo '(\{.*\})' > /etc/docker/daemon\.json", start)
    assert json.loads(settings) == {"bridge": "none", "ip-forward": False, "ip6tables": False, "iptables": False}


def test_an_instance_has_no_wildcard_but_for_calls_that_know_no_resource() -> None:
    every = {a for _, each in statements(service(FILTER)) if each["Resource"] == "*" for a in as_list(each["Action"])}
    assert {action.partition(":")[0] for action in every} == {
        "codedeploy-commands-secure",
        "ecr",
        "elasticloadbalancing",
        "ssm",
        "ssmmessages",
    }
    assert not {action for action in every if action.endswith("*")}
    assert {action for action in every if action.startswith(("ecr", "elastic"))} == {
        "ecr:GetAuthorizationToken",
        "elasticloadbalancing:DescribeTargetHealth",
    }


def test_only_an_instance_that_translates_may_switch_its_check_of_addresses_off_and_only_its_own() -> None:
    def switching(environment: Environment) -> list[dict[str, object]]:
        return [each for _, each in statements(service(environment)) if "ec2:" in str(each["Action"])]

    assert not switching(FILTER)
    (statement,) = switching(SOURCE_NAT)
    assert statement["Action"] == "ec2:ModifyInstanceAttribute"
    (launched,) = (each["LaunchTemplateData"] for each in properties(service(SOURCE_NAT), "AWS::EC2::LaunchTemplate"))
    tags = {each["Key"]: each["Value"] for of in launched["TagSpecifications"] for each in of["Tags"]}
    condition = statement["Condition"]
    assert isinstance(condition, dict)
    assert condition["StringEquals"] == {"aws:ResourceTag/network-function": tags["network-function"]}


def test_a_filter_reaches_the_load_balancer_and_aws_and_nothing_else() -> None:
    (group,) = properties(service(FILTER), "AWS::EC2::SecurityGroup")
    everywhere = [rule for rule in group["SecurityGroupEgress"] if rule["CidrIp"] == "0.0.0.0/0"]
    assert [(rule["IpProtocol"], rule["ToPort"]) for rule in everywhere] == [("tcp", 443)]


def test_translated_packets_leave_for_wherever_they_are_going() -> None:
    (group,) = properties(service(SOURCE_NAT), "AWS::EC2::SecurityGroup")
    assert [rule["IpProtocol"] for rule in group["SecurityGroupEgress"]] == ["-1"]


@pytest.mark.parametrize(("zones", "instances", "of_all", "of_zone"), [(2, 2, 50, 0), (2, 4, 50, 50), (3, 3, 66, 0)])
def test_one_zone_at_a_time_is_deployed_and_all_others_stay(
    zones: int, instances: int, of_all: int, of_zone: int
) -> None:
    environment = replace(
        FILTER,
        region="eu-west-1",
        network=Network(zones=zones),
        instances=instances,
        most_instances=8,
        bake_minutes=3,
    )
    (configuration,) = properties(service(environment), "AWS::CodeDeploy::DeploymentConfig")
    assert configuration["MinimumHealthyHosts"] == {"Type": "FLEET_PERCENT", "Value": of_all}
    assert configuration["ZonalConfig"] == {
        "FirstZoneMonitorDurationInSeconds": 180,
        "MonitorDurationInSeconds": 180,
        "MinimumHealthyHostsPerZone": {"Type": "FLEET_PERCENT", "Value": of_zone},
    }
    # And so many that stay leave at least one that can be deployed, also in the smallest group
    assert -(-instances * of_all // 100) < instances
    assert -(-(instances // zones) * of_zone // 100) < instances // zones


def test_no_zone_is_watched_longer_than_alarms_need() -> None:
    (configuration,) = properties(service(replace(FILTER, bake_minutes=60)), "AWS::CodeDeploy::DeploymentConfig")
    assert configuration["ZonalConfig"]["MonitorDurationInSeconds"] == 300


def test_alarms_roll_a_deployment_back_and_an_instance_that_ends_is_drained_first() -> None:
    template = service(FILTER, alarms=2)
    (group,) = properties(template, "AWS::CodeDeploy::DeploymentGroup")
    assert references(group["AlarmConfiguration"]["Alarms"]) == set(resources(template, "AWS::CloudWatch::Alarm"))
    assert group["AlarmConfiguration"]["IgnorePollAlarmFailure"] is False
    assert set(group["AutoRollbackConfiguration"]["Events"]) == {
        "DEPLOYMENT_FAILURE",
        "DEPLOYMENT_STOP_ON_REQUEST",
        "DEPLOYMENT_STOP_ON_ALARM",
    }
    assert group["TerminationHookEnabled"] is True
    assert references(group["AutoScalingGroups"]) == set(resources(template, "AWS::AutoScaling::AutoScalingGroup"))


def test_codedeploy_may_hold_the_group_and_deploys_to_instances_that_started_meanwhile() -> None:
    template = service(FILTER)
    (group,) = properties(template, "AWS::CodeDeploy::DeploymentGroup")
    assert group["OutdatedInstancesStrategy"] == "UPDATE"
    (role,) = references(group["ServiceRoleArn"])
    (policy,) = (text(each) for each in template["Resources"][role]["Properties"]["ManagedPolicyArns"])
    assert f":iam::aws:policy/{MANAGED_POLICY}" in policy
    # What AWS lets a role with this policy do, as moto has it from AWS.
    (allowed,) = json.loads(aws_managed_policies_data)[MANAGED_POLICY.rpartition("/")[2]]["Document"]["Statement"]
    assert {"autoscaling:SuspendProcesses", "autoscaling:ResumeProcesses"} <= set(allowed["Action"])


def test_more_alarms_than_codedeploy_watches_are_refused() -> None:
    said = remembered().refusal("a VNF with 11 alarms", lambda: synthesise(FILTER, alarms=11))
    assert f"ConfigurationError: health alarms of {FILTER.name}: 11, and CodeDeploy watches at most 10" in said


def test_a_new_image_of_amazon_linux_replaces_one_instance_after_the_other() -> None:
    (group,) = resources(service(FILTER), "AWS::AutoScaling::AutoScalingGroup").values()
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]
    assert rolling["MaxBatchSize"] == 1
    assert rolling["MinInstancesInService"] == FILTER.instances - 1
    assert {"AlarmNotification", "AZRebalance"} <= set(rolling["SuspendProcesses"])


def test_only_the_deploy_role_releases_and_only_to_this_group() -> None:
    template = service(FILTER)
    role = template["Outputs"]["ReleaseRole"]["Value"]["Fn::GetAtt"][0]
    trust = template["Resources"][role]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert [text(each["Condition"]["ArnEquals"]).count("-deploy-role-") for each in trust] == [1]
    (deploying,) = (
        each for name, each in statements(template) if name == role and "CreateDeployment" in text(each["Action"])
    )
    assert set(resources(template, "AWS::CodeDeploy::DeploymentGroup")) <= references(deploying["Resource"])


@both_functions
def test_cloudformation_lint_finds_nothing(environment: Environment, linter: Linter) -> None:
    assert linter.findings(service(environment), environment.region) == []


def test_the_key_opens_for_objects_of_s3_only() -> None:
    keys = [each for _, each in statements(service(FILTER)) if "kms:" in json.dumps(each["Action"])]
    assert keys
    assert all("kms:ViaService" in text(each["Condition"]) for each in keys)
