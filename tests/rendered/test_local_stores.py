"""The AWS of `make run`: what a team writes into its templates is there, or one sentence says why it is not."""

import json
import re
from pathlib import Path
from typing import Any

from local_pieces import told

KEY: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}
INDEX = {
    "IndexName": "by-id",
    "KeySchema": KEY["KeySchema"],
    "Projection": {"ProjectionType": "ALL"},
    "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1},
    "ContributorInsightsSpecification": {"Enabled": True},
    "WriteProvisionedThroughputSettings": {"WriteCapacityAutoScalingSettings": {}},
}
TABLE = {**KEY, "GlobalSecondaryIndexes": [INDEX]}
FIFO = {"FifoQueue": True, "ContentBasedDeduplication": True}
RESOURCES = {
    "Table": {"Type": "AWS::DynamoDB::Table", "Properties": TABLE},
    "Global": {"Type": "AWS::DynamoDB::GlobalTable", "Properties": {**TABLE, "Replicas": [{"Region": "eu-west-1"}]}},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {}},
    "Ordered": {"Type": "AWS::SQS::Queue", "Properties": FIFO},
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"FifoTopic": True, "ContentBasedDeduplication": True}},
    "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {}},
    "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {}},
    "Value": {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": {"Ref": "Bucket"}}},
}
BEGIN = """
import os, socket
from tests.support import no_account
os.environ.update(no_account.variables())
from settings.failure import ActionFailed
from tests.support.account import Account
from tests.support.local import aws, definition
found = {"data": {"Resources": RESOURCES}}
account = Account("eu-west-1", found)
stores = list(definition._stores(found, account))
def client(service):
    return stores_there._client(service)
with socket.create_server(("127.0.0.1", 0)) as listening, aws.running("eu-west-1", listening) as stores_there:
"""


def there(folder: Path, resources: dict[str, Any], program: str) -> Any:
    return told(folder, BEGIN.replace("RESOURCES", repr(resources)) + program)


def test_stores_of_every_kind_are_made_under_the_names_that_functions_get(tmp_path: Path) -> None:
    program = """
    stores_there.make(stores)
    url = account.value("data", {"Ref": "Ordered"}).rpartition("/")[2]
    client("sqs").send_message(QueueUrl=client("sqs").get_queue_url(QueueName=url)["QueueUrl"], MessageBody="x",
        MessageGroupId="one")
    print(json.dumps([
        sorted(client("dynamodb").list_tables()["TableNames"]),
        sorted(each.rpartition("/")[2] for each in client("sqs").list_queues()["QueueUrls"]),
        [each["TopicArn"] for each in client("sns").list_topics()["Topics"]],
        [each["Name"] for each in client("s3").list_buckets()["Buckets"]],
        [account.value("data", {"Fn::GetAtt": [each, "Arn"]}) for each in ("Global", "Ordered")],
        account.value("data", {"Ref": "Topic"}),
        [each["IndexName"] for each in client("dynamodb").describe_table(TableName="data-Global")["Table"][
            "GlobalSecondaryIndexes"]],
        client("secretsmanager").get_secret_value(SecretId=account.value("data", {"Ref": "Secret"}))["SecretString"],
        client("ssm").get_parameter(Name=account.value("data", {"Ref": "Value"}))["Parameter"]["Value"],
    ]))
"""
    tables, queues, [topic], buckets, arns, known_as, indexes, secret, value = there(tmp_path, RESOURCES, program)
    assert tables == ["data-Global", "data-Table"]
    assert queues == ["data-Ordered.fifo", "data-Queue"]
    assert buckets == ["data-bucket"]
    assert arns == ["arn:aws:dynamodb:eu-west-1:111111111111:table/data-Global", arns[1]]
    assert arns[1].endswith(":data-Ordered.fifo")
    assert topic.rpartition(":")[2] == known_as.rpartition(":")[2] == "data-Topic.fifo"
    assert indexes == ["by-id"]
    assert [secret, value] == ["local", "data-bucket"]


def test_a_store_that_is_refused_is_one_sentence_with_its_name(tmp_path: Path) -> None:
    program = """
    said = []
    for each in stores:
        try:
            stores_there.make([each])
        except ActionFailed as error:
            said.append(str(error))
    print(json.dumps(said))
"""
    unknown = {**KEY, "KeySchema": [{"AttributeName": "other", "KeyType": "HASH"}]}
    odd = {**KEY, "KeySchema": "id"}
    resources = {
        "Refused": {"Type": "AWS::DynamoDB::Table", "Properties": unknown},
        "Odd": {"Type": "AWS::DynamoDB::Table", "Properties": odd},
    }
    refused, not_sent = there(tmp_path, resources, program)
    assert re.match(r"moto, which stands for AWS here, cannot make data-Refused \(AWS::DynamoDB::Table\): ", refused)
    assert re.match(r"moto, which stands for AWS here, cannot make data-Odd \(AWS::DynamoDB::Table\): ", not_sent)
    assert "\n" not in refused + not_sent


def test_a_store_that_changed_is_named_because_it_stays_as_it_is(tmp_path: Path) -> None:
    changed = {**RESOURCES, "Table": {"Type": "AWS::DynamoDB::Table", "Properties": KEY}}
    program = f"""
    first = stores_there.make(stores)
    again = stores_there.make(stores)
    other = {{"data": {{"Resources": {json.dumps(changed).replace("true", "True")}}}}}
    print(json.dumps([first, again, stores_there.make(list(definition._stores(other, Account("eu-west-1", other))))]))
"""
    assert there(tmp_path, RESOURCES, program) == [[], [], ["data-Table"]]
