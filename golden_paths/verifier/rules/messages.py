"""Queues and topics: failed messages wait for a person, and alarms reach one."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..deliveries import ALARM
from ..examples import with_resources
from ..policies import each_of, is_read, read
from ..repository import Repository
from ..rule import At, rule
from ..templates import Resource, as_text
from ..values import number

QUEUE = "AWS::SQS::Queue"
DEAD = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"
TOPICS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html"
# Of SQS, where nothing is written.
FOUR_DAYS = 345600

_QUEUES = """
Queue:
  Type: AWS::SQS::Queue
  Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt %s.Arn, maxReceiveCount: 3}}
Failed:
  Type: AWS::SQS::Queue
  Properties: {MessageRetentionPeriod: %s}
"""


def _dead(queue: Resource) -> Resource | None:
    policy = queue.get("RedrivePolicy")
    return queue.template.resource(policy.get("deadLetterTargetArn")) if isinstance(policy, Mapping) else None


@rule(
    id="failed-messages-have-their-own-queue",
    reason="A queue that is its own dead-letter queue hands a message that cannot be handled out again, for ever.",
    source=DEAD,
    fails=with_resources(_QUEUES % ("Queue", 1209600)),
    passes=with_resources(_QUEUES % ("Failed", 1209600)),
)
def own_queue(repository: Repository) -> Iterator[At]:
    """The dead-letter queue of a queue is another one."""
    for queue in repository.of_type(QUEUE):
        if _dead(queue) is queue:
            yield At.of(
                queue, "its dead-letter queue is the queue itself, so that failed messages come back: name another"
            )


@rule(
    id="failed-messages-are-kept-longer",
    reason="A message keeps its age when it moves to the dead-letter queue, and is gone there before anybody looks.",
    source=DEAD,
    fails=with_resources(_QUEUES % ("Failed", 3600)),
    passes=with_resources(_QUEUES % ("Failed", 1209600)),
)
def kept_longer(repository: Repository) -> Iterator[At]:
    """A dead-letter queue keeps messages for at least as long as its queue."""
    for queue in repository.of_type(QUEUE):
        dead = _dead(queue)
        # A message of a FIFO queue gets a new age when it moves.
        if dead is None or dead.type != QUEUE or queue.get("FifoQueue") is not None:
            continue
        here, there = (
            FOUR_DAYS
            if each.get("MessageRetentionPeriod") is None
            else number(each.template, each.get("MessageRetentionPeriod"))
            for each in (queue, dead)
        )
        if here and there and there < here:
            yield At.of(
                dead, f"it keeps messages for {there:g} s, and {queue.id} for {here:g} s: keep them longer here"
            )


_TOPIC = """
Topic: {Type: "AWS::SNS::Topic"}
Alarm: {Type: "AWS::CloudWatch::Alarm", Properties: {AlarmActions: [!Ref Topic]}}
Policy:
  Type: AWS::SNS::TopicPolicy
  Properties:
    Topics: [!Ref Topic]
    PolicyDocument:
      Statement: [{Effect: Allow, Principal: {Service: %s.amazonaws.com}, Action: "sns:Publish", Resource: !Ref Topic}]
"""


@rule(
    id="alarm-may-tell-its-topic",
    reason="A topic with a policy of its own loses the default one, and CloudWatch is refused.",
    source=TOPICS,
    fails=with_resources(_TOPIC % "events"),
    passes=with_resources(_TOPIC % "cloudwatch"),
)
def may_tell(repository: Repository) -> Iterator[At]:
    """The policy of a topic that alarms name lets CloudWatch, or the account, publish."""
    for policy in repository.of_type("AWS::SNS::TopicPolicy"):
        topics = [policy.template.resource(each) for each in each_of(policy.get("Topics"))]
        told = {
            topic.id
            for alarm in policy.template.of_type(ALARM)
            for value in each_of(alarm.get("AlarmActions"))
            if (topic := policy.template.resource(value))
        }
        document = policy.get("PolicyDocument")
        allowed = [each for each in read(policy, document) if each.may("sns:Publish")]
        lets = any(
            each.principals("AWS")
            or any(map(_may_be_cloudwatch, each.principals("Service") or [each.body.get("Principal")]))
            for each in allowed
        )
        others = [each for each in policy.template.of_type("AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy")]
        named = [topic for topic in topics if topic and topic.id in told]
        if named and len(others) == 1 and is_read(document) and not lets:
            yield At.of(policy, f"alarms tell {named[0].id}, and it lets no cloudwatch.amazonaws.com publish: add that")


def _may_be_cloudwatch(principal: Any) -> bool:
    text = as_text(principal)
    return "cloudwatch" in text or "${" in text or "Fn::" in text
