"""What the functions may do. A wildcard is a finding of cdk-nag, which asks for a reason."""

from environments import SANDBOX
from tests.support.account import Account
from tests.support.cloudformation import Template, as_list, properties, references, resources, statements, text
from tests.support.functions import of_the_package, variables
from tests.support.started import FUNCTIONS
from tests.support.synthesis import every_environment
from tests.support.workload_templates import deployed
from workload.environment import Environment


def test_every_function_has_a_role_of_its_own() -> None:
    roles = [text(each["Role"]) for each in properties(deployed(SANDBOX)["service"], "AWS::Lambda::Function")]
    assert len(roles) == len(set(roles))


@every_environment
def test_no_role_may_do_everything_of_a_service(environment: Environment) -> None:
    allowed = [action for _, s in statements(deployed(environment)["service"]) for action in as_list(s["Action"])]
    assert allowed
    assert not [action for action in allowed if action == "*" or action.endswith(":*")]


def test_codedeploy_has_the_smaller_of_the_policies_that_aws_keeps_for_it() -> None:
    roles = [role["Properties"] for role in resources(deployed(SANDBOX)["service"], "AWS::IAM::Role").values()]
    of_codedeploy = [role for role in roles if "codedeploy.amazonaws.com" in text(role["AssumeRolePolicyDocument"])]
    assert of_codedeploy
    for role in of_codedeploy:
        (policy,) = role["ManagedPolicyArns"]
        assert "AWSCodeDeployRoleForLambdaLimited" in text(policy)


@every_environment
def test_a_function_that_knows_a_table_may_use_it_and_its_key(environment: Environment) -> None:
    templates = deployed(environment)
    account = Account(environment.region, templates)
    service = templates["service"]
    wrong = []
    for name, function in of_the_package(service).items():
        role = references(function["Properties"]["Role"])
        allowed = [s for each, s in statements(service) if {each} == role]
        rights = [(action, account.value("service", s["Resource"])) for s in allowed for action in as_list(s["Action"])]
        for variable, value in variables(function).items():
            table = account.value("service", value)
            for key in keys_of_tables(account, templates).get(table, ()):
                if not any(action.startswith("dynamodb:") and table in of for action, of in rights):
                    wrong.append(f"{name} knows the table {table} ({variable}) and may not use it: grant it dynamodb:…")
                elif key and not any(action == "kms:Decrypt" and key in of for action, of in rights):
                    wrong.append(f"{name} may use the table {table} ({variable}) and not its key: grant it kms:Decrypt")
    assert not wrong, "\n".join([*wrong, f"This is done in {FUNCTIONS}"])


def keys_of_tables(account: Account, templates: dict[str, Template]) -> dict[str, list[str]]:
    """The name of each table, with the ARN of the key that encrypts it, or an empty text."""
    return {
        account.value(part, {"Ref": name}): [
            account.value(part, table["Properties"].get("SSESpecification", {}).get("KMSMasterKeyId", ""))
        ]
        for part, template in templates.items()
        for name, table in resources(template, "AWS::DynamoDB::Table").items()
    }
