"""Alarms of CloudWatch, and the metrics that AWS services publish."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .templates import Resource, as_list, as_text
from .values import known, number


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Sources: the pages "metrics" of each service's guide. A newer metric may be missing, so a name that is not here is
# wrong only if it is close to one that is, or one of another service.
METRICS: Mapping[str, tuple[str, ...]] = {
    "AWS/Lambda": _names(
        "Invocations Errors DeadLetterErrors DestinationDeliveryFailures Throttles OversizedRecordCount "
        "ProvisionedConcurrencyInvocations ProvisionedConcurrencySpilloverInvocations RecursiveInvocationsDropped "
        "SignatureValidationErrors Duration PostRuntimeExtensionsDuration IteratorAge OffsetLag "
        "ConcurrentExecutions ProvisionedConcurrentExecutions ProvisionedConcurrencyUtilization "
        "UnreservedConcurrentExecutions ClaimedAccountConcurrency AsyncEventsReceived AsyncEventAge "
        "AsyncEventsDropped PolledEventCount FilteredOutEventCount InvokedEventCount FailedInvokeEventCount "
        "DroppedEventCount DeletedEventCount OnFailureDestinationDeliveredEventCount ProvisionedPollers "
        "UrlRequestCount UrlRequestLatency Url4xxCount Url5xxCount"
    ),
    "AWS/ApplicationELB": _names(
        "ActiveConnectionCount ClientTLSNegotiationErrorCount ConsumedLCUs RejectedConnectionCount RequestCount "
        "DesyncMitigationMode_NonCompliant_Request_Count DroppedInvalidHeaderRequestCount NewConnectionCount "
        "ForwardedInvalidHeaderRequestCount GrpcRequestCount HTTP_Fixed_Response_Count HTTP_Redirect_Count "
        "HTTP_Redirect_Url_Limit_Exceeded_Count HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count "
        "HTTPCode_ELB_5XX_Count HTTPCode_ELB_500_Count HTTPCode_ELB_502_Count HTTPCode_ELB_503_Count "
        "HTTPCode_ELB_504_Count IPv6ProcessedBytes IPv6RequestCount LambdaTargetProcessedBytes "
        "NonStickyRequestCount ProcessedBytes RuleEvaluations LowReputationPacketsDropped "
        "LowReputationRequestsDenied HealthyHostCount UnHealthyHostCount HealthyStateDNS HealthyStateRouting "
        "UnhealthyRoutingRequestCount UnhealthyStateDNS UnhealthyStateRouting HTTPCode_Target_2XX_Count "
        "HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count HTTPCode_Target_5XX_Count RequestCountPerTarget "
        "TargetConnectionErrorCount TargetResponseTime TargetTLSNegotiationErrorCount AnomalousHostCount "
        "MitigatedHostCount LambdaInternalError LambdaUserError ELBAuthError ELBAuthFailure ELBAuthLatency "
        "ELBAuthRefreshTokenSuccess ELBAuthSuccess ELBAuthUserClaimsSizeExceeded PeakLCUs ReservedLCUs "
        "ZonalHealthStatus MitigatedRequestCount"
    ),
    "AWS/ECS": _names(
        "CPUReservation CPUUtilization MemoryReservation MemoryUtilization EBSFilesystemUtilization GPUReservation "
        "ActiveConnectionCount NewConnectionCount ProcessedBytes RequestCount GrpcRequestCount "
        "RequestCountPerTarget HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count "
        "HTTPCode_Target_5XX_Count TargetProcessedBytes TargetResponseTime ClientTLSNegotiationErrorCount "
        "TargetTLSNegotiationErrorCount"
    ),
    "AWS/DynamoDB": _names(
        "AccountMaxReads AccountMaxTableLevelReads AccountMaxTableLevelWrites AccountMaxWrites ReturnedBytes "
        "AccountProvisionedReadCapacityUtilization AccountProvisionedWriteCapacityUtilization ReturnedItemCount "
        "AgeOfOldestUnreplicatedRecord ConditionalCheckFailedRequests ConsumedChangeDataCaptureUnits "
        "ConsumedReadCapacityUnits ConsumedWriteCapacityUnits FailedToReplicateRecordCount SystemErrors UserErrors "
        "MaxProvisionedTableReadCapacityUtilization MaxProvisionedTableWriteCapacityUtilization "
        "OnDemandMaxReadRequestUnits OnDemandMaxWriteRequestUnits OnlineIndexConsumedWriteCapacity "
        "OnlineIndexPercentageProgress OnlineIndexThrottleEvents PendingReplicationCount "
        "ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits ReadThrottleEvents WriteThrottleEvents "
        "ReplicationLatency ReturnedRecordsCount SuccessfulRequestLatency ThrottledPutRecordCount "
        "ThrottledRequests TimeToLiveDeletedItemCount TransactionConflict ReadProvisionedThroughputThrottleEvents "
        "WriteProvisionedThroughputThrottleEvents ReadMaxOnDemandThroughputThrottleEvents "
        "WriteMaxOnDemandThroughputThrottleEvents FaultInjectionServiceInducedErrors "
        "ReadKeyRangeThroughputThrottleEvents WriteKeyRangeThroughputThrottleEvents ReadAccountLimitThrottleEvents "
        "WriteAccountLimitThrottleEvents ThrottledWriteRequests"
    ),
    "AWS/ApiGateway": _names(
        "4XXError 5XXError CacheHitCount CacheMissCount Count IntegrationLatency Latency 4xx 5xx DataProcessed "
        "ConnectCount MessageCount IntegrationError ClientError ExecutionError"
    ),
    "AWS/RDS": _names(
        "BinLogDiskUsage BurstBalance CheckpointLag ConnectionAttempts CPUUtilization CPUCreditUsage "
        "CPUCreditBalance DatabaseConnections DiskQueueDepth EBSByteBalance% EBSIOBalance% FreeableMemory "
        "FreeStorageSpace MaximumUsedTransactionIDs NetworkReceiveThroughput NetworkTransmitThroughput "
        "OldestReplicationSlotLag ReadIOPS ReadLatency ReadThroughput ReplicaLag ReplicationSlotDiskUsage "
        "SwapUsage TransactionLogsDiskUsage TransactionLogsGeneration WriteIOPS WriteLatency WriteThroughput "
        "AuroraReplicaLag Deadlocks FreeLocalStorage ServerlessDatabaseCapacity ACUUtilization VolumeBytesUsed "
        "VolumeReadIOPs VolumeWriteIOPs EngineUptime ReadIOPSLocalStorage WriteIOPSLocalStorage DBLoad DBLoadCPU "
        "DBLoadNonCPU"
    ),
    "AWS/SQS": _names(
        "ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible "
        "ApproximateNumberOfMessagesVisible NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived "
        "NumberOfMessagesSent SentMessageSize NumberOfDeduplicatedSentMessages ApproximateNumberOfNoisyGroups "
        "ApproximateNumberOfGroupsWithInflightMessages"
    ),
}
# Neither of them is ever negative; ReplicaLag of RDS is -1 where replication stopped, so that RDS is not here.
NEVER_NEGATIVE = frozenset(METRICS) - {"AWS/RDS"}


@dataclass(frozen=True)
class Metric:
    """What an alarm reads. seconds: its period; statistic: of either kind."""

    namespace: str
    name: str
    dimensions: Mapping[str, Any]
    seconds: float | None
    statistic: str


@dataclass(frozen=True)
class Alarm:
    """A resource of type AWS::CloudWatch::Alarm."""

    resource: Resource

    @cached_property
    def metrics(self) -> list[Metric]:
        """All that it reads; those of an expression too."""
        read, template = self.resource.get, self.resource.template
        made = []
        if read("MetricName") is not None:
            statistic = self.resource.text("Statistic") or self.resource.text("ExtendedStatistic")
            made.append(self._metric(self.resource.properties, read("Period"), statistic))
        for each in as_list(read("Metrics")):
            measured = each.get("MetricStat") if isinstance(each, Mapping) else None
            if isinstance(measured, Mapping) and isinstance(measured.get("Metric"), Mapping):
                statistic = known(template, measured.get("Stat")) or ""
                made.append(self._metric(measured["Metric"], measured.get("Period"), statistic))
        return made

    def _metric(self, body: Mapping[str, Any], period: Any, statistic: str) -> Metric:
        template = self.resource.template
        dimensions = {
            as_text(each.get("Name")): each.get("Value")
            for each in as_list(body.get("Dimensions"))
            if isinstance(each, Mapping) and "Name" in each
        }
        name, space = (known(template, body.get(key)) or "" for key in ("MetricName", "Namespace"))
        return Metric(space, name, dimensions, number(template, period), statistic)

    @cached_property
    def expression(self) -> str:
        """The expression whose result is compared; empty where it is one metric."""
        for each in as_list(self.resource.get("Metrics")):
            if (
                isinstance(each, Mapping)
                and "Expression" in each
                and str(each.get("ReturnData", True)).lower() == "true"
            ):
                return as_text(each["Expression"])
        return ""

    @property
    def single(self) -> Metric | None:
        """The metric that is compared as it is."""
        return self.metrics[0] if len(self.metrics) == 1 and not self.expression else None

    @property
    def threshold(self) -> float | None:
        return number(self.resource.template, self.resource.get("Threshold"))

    @property
    def operator(self) -> str:
        return known(self.resource.template, self.resource.get("ComparisonOperator")) or ""

    @property
    def missing(self) -> str:
        """How missing data is treated: as `missing`, if nothing is written."""
        return known(self.resource.template, self.resource.get("TreatMissingData") or "missing") or ""

    @property
    def seconds(self) -> float | None:
        """The shortest time from the first bad minute to ALARM; None where it is not known."""
        template = self.resource.template
        points = self.resource.get("DatapointsToAlarm") or self.resource.get("EvaluationPeriods")
        count = number(template, points)
        periods = [each.seconds for each in self.metrics]
        known_periods = [each for each in periods if each is not None]
        if count is None or not periods or len(known_periods) != len(periods):
            return None
        return count * max(known_periods)

    @property
    def counts_errors(self) -> bool:
        """Whether one of its metrics is about failures."""
        names = " ".join(each.name for each in self.metrics).lower()
        return any(word in names for word in ("error", "5xx", "fault", "fail"))

    @property
    def is_error_rate(self) -> bool:
        """Whether an expression makes a percentage of errors."""
        return "/" in self.expression and "100" in self.expression and self.counts_errors


def alarms(resources: Iterator[Resource]) -> Iterator[Alarm]:
    """Those of a single metric or an expression."""
    return (Alarm(each) for each in resources if each.type == "AWS::CloudWatch::Alarm")
