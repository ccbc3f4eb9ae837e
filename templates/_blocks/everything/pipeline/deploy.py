"""The stages of one environment, from what `environments.py` says about it."""

from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_kms as kms
from constructs import Construct

from pipeline import names
from pipeline.build_project import BuildProject
from pipeline.conditions import inside, only_a_release
from pipeline.environment_actions import EnvironmentActions
from settings.environment import DeploymentEnvironment
from settings.pipeline import Pipeline


class EnvironmentStages:
    """`stages()` in order: one stage, or with an approval: read and approve, (window and freezes,) data, service.

    Data and service are stages of their own behind an approval, because a failure rolls its whole stage back:
    an approval in it would be asked again, and a migration of data must never run backwards.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        environment: DeploymentEnvironment,
        settings: Pipeline,
        build: codepipeline.Artifact,
        key: kms.IKey,
        told: str = "",
    ) -> None:
        self._environment = environment
        self._settings = settings
        self._told = told
        self._actions = EnvironmentActions(scope, environment.title, environment=environment, build=build, key=key)

    @property
    def approvals(self) -> list[str]:
        """`Stage/Action` of each approval."""
        return [f"Approve{self._environment.title}/Approve"] if self._environment.approval else []

    @property
    def reviews(self) -> list[BuildProject]:
        """What whoever approves reads, once `stages` has made it."""
        return self._actions.reviews

    def stages(self) -> list[codepipeline.StageProps]:
        if not self._environment.approval:
            title = self._environment.title
            role_name = names.deploy_role(self._environment.name)
            deploy = self._actions.deploy("data service", role_name=role_name, stage_name=title)
            following = self._actions.after_a_deployment()
            return [codepipeline.StageProps(stage_name=title, actions=[deploy, *following])]
        return [self._approve(), *self._window(), self._data(), self._service()]

    def _approve(self) -> codepipeline.StageProps:
        approval = self._actions.approve(timeout_hours=self._settings.approval_timeout_hours, told=self._told)
        return _released(f"Approve{self._environment.title}", self._actions.review(), approval)

    def _window(self) -> list[codepipeline.StageProps]:
        window = self._environment.window
        if window is None and not self._environment.freezes:
            return []
        name = f"{self._environment.title}Window"
        entry = only_a_release(name) if window is None else inside(window, name)
        return [
            codepipeline.StageProps(stage_name=name, before_entry=entry, actions=[self._actions.alarms_are_quiet()])
        ]

    def _data(self) -> codepipeline.StageProps:
        name, role_name = f"{self._environment.title}Data", names.data_role(self._environment.name)
        return _released(name, self._actions.deploy("data", role_name=role_name, stage_name=name))

    def _service(self) -> codepipeline.StageProps:
        title, role_name = self._environment.title, names.deploy_role(self._environment.name)
        deploy = self._actions.deploy("service", role_name=role_name, stage_name=title)
        rollback = codepipeline.FailureConditions(result=codepipeline.Result.ROLLBACK)
        return _released(title, deploy, *self._actions.after_a_deployment(), on_failure=rollback)


def _released(
    name: str, *actions: codepipeline.IAction, on_failure: codepipeline.FailureConditions | None = None
) -> codepipeline.StageProps:
    return codepipeline.StageProps(
        stage_name=name, actions=[*actions], before_entry=only_a_release(name), on_failure=on_failure
    )
