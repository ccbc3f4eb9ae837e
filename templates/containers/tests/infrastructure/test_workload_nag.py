"""What cdk-nag finds in the workload is accepted only with a reason, a few times."""

from dataclasses import replace
from pathlib import Path

from pipeline.delivery import Delivery
from security.nag import accepted, check
from tests.infrastructure.workload_templates import CODEDEPLOY, SHIFTING, THREE_ZONES, new_app
from workload.environment import Compute, Egress, Environment, Network
from workload.stage import WorkloadStage

STRATEGIES = (
    Delivery.rolling(),
    Delivery.all_at_once(),
    Delivery.canary(percent=10, minutes=5),
    Delivery.linear(percent=25, minutes=2),
)
CLOSED = Network(zones=3, egress=Egress.ENDPOINTS)


def each_choice() -> list[Environment]:
    """Every compute with every strategy of every controller, and both ways out of the network."""
    found = [replace(SHIFTING, compute=compute, delivery=delivery) for compute in Compute for delivery in STRATEGIES]
    found += [
        replace(CODEDEPLOY, compute=compute, delivery=delivery) for compute in Compute for delivery in STRATEGIES[1:]
    ]
    closed = [replace(each, network=CLOSED, region=THREE_ZONES) for each in (found[0], found[-1])]
    return [replace(each, name=f"choice-{index}") for index, each in enumerate([*found, *closed])]


def test_no_finding_is_open_whatever_environments_py_chooses() -> None:
    app = new_app()
    for environment in each_choice():
        WorkloadStage(app, environment.name, environment=environment)
    check(app)
    app.synth()
    for stack, findings in accepted(Path(app.outdir)).items():
        # Of the ten in test_accepted_findings.py: room for one of the team's.
        assert len({finding.partition(": ")[2] for finding in findings}) <= 9, stack
