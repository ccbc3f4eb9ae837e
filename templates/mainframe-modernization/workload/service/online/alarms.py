"""What a person has to look into at the programs of the online service. None of it rolls a deployment back.

Callers of such a request got an error, and nothing was stored; errors in number are health alarms.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from workload.environment import Environment
from workload.service.alarm_for_people import alarm_for_people
from workload.service.online.metrics import of_calls

FIVE_MINUTES = cdk.Duration.minutes(5)
DESCRIPTIONS = {
    "WorkersLost": "A COBOL worker ended without a reply, or was ended: its log says what the program wrote",
    "CallsTimedOut": "A COBOL program did not reply in time, and its caller got 504",
    "CallsReturnCode12": "A COBOL program found an account record in the store that it cannot work on",
    "CallsFailed": "A call of a COBOL program failed: a return code above 4, or a field that does not fit its PICTURE",
}


class ProgramAlarms(Construct):
    """`alarms`, one for each kind of trouble, by its first case."""

    def __init__(self, scope: Construct, id: str, *, environment: Environment) -> None:
        super().__init__(scope, id)
        self.alarms: Sequence[cloudwatch.Alarm] = [
            alarm_for_people(self, name, of_calls(environment, name, period=FIVE_MINUTES), description=description)
            for name, description in DESCRIPTIONS.items()
        ]
