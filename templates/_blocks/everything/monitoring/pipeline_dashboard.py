"""The dashboard of the pipeline: what its tests say, what fails, and how long each build takes.

The metrics of CodePipeline itself are not on it: AWS does not document their dimension.
"""

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codebuild as codebuild
from constructs import Construct

from project import NAME
from settings.names import COVERAGE, PASS_RATE, REPORTED_SUITE, SUITE, metrics_namespace

# A pipeline runs a few times a day; the default of CloudWatch is three hours.
SHOWN = cdk.Duration.days(14)


class PipelineDashboard(Construct):
    """Shows every CodeBuild project that its stack has when it is made, those of the extensions too.

    name: of the dashboard. failed_actions: what the alarm of the pipeline counts.
    """

    def __init__(self, scope: Construct, id: str, *, name: str, failed_actions: cloudwatch.IMetric) -> None:
        super().__init__(scope, id)
        found = cdk.Stack.of(self).node.find_all()
        projects = {_title(each): each for each in found if isinstance(each, codebuild.Project)}
        durations = [project.metric_duration(label=title) for title, project in projects.items()]
        failures = [project.metric_failed_builds(label=title) for title, project in projects.items()]
        cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=name,
            default_interval=SHOWN,
            widgets=[
                [
                    _graph(f"Tests of the Build stage ({REPORTED_SUITE}), percent", _checked(), width=12, most=100),
                    _graph("Failed actions of the pipeline", [failed_actions], width=12),
                ],
                [_graph("Duration of builds, average in seconds", durations)],
                [_graph("Failed builds", failures)],
            ],
        )


def _title(project: codebuild.Project) -> str:
    """For example `Prod/DeployService`: the path of the project below its stack."""
    return project.to_string().partition("/")[2].removesuffix("/Project")


def _checked() -> list[cloudwatch.Metric]:
    return [
        cloudwatch.Metric(
            namespace=metrics_namespace(NAME), metric_name=name, dimensions_map={SUITE: REPORTED_SUITE}, label=name
        )
        for name in (PASS_RATE, COVERAGE)
    ]


def _graph(
    title: str, metrics: Sequence[cloudwatch.IMetric], *, width: int = 24, most: int | None = None
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        width=width,
        left_y_axis=cloudwatch.YAxisProps(min=0, max=most, show_units=False),
    )
