"""Stage conditions. CodePipeline allows exactly one before entry, so a window needs a stage of its own."""

from aws_cdk import aws_codepipeline as codepipeline

from settings.window import DeploymentWindow

RELEASE = codepipeline.Variable(
    variable_name="RELEASE",
    default_value="true",
    description="false: build and test everything, release nothing (the daily run)",
)


def only_a_release(stage_name: str) -> codepipeline.Conditions:
    """Skip the stage when the execution was started with RELEASE=false."""
    rule = codepipeline.Rule(
        name=f"{stage_name}OnlyARelease",
        provider="VariableCheck",
        version="1",
        configuration={"Variable": "#{variables.RELEASE}", "Value": "true", "Operator": "EQ"},
    )
    return _condition(codepipeline.Result.SKIP, rule)


def inside(window: DeploymentWindow, stage_name: str) -> codepipeline.Conditions:
    """Enter the stage only inside the window."""
    rule = codepipeline.Rule(
        name=f"{stage_name}InsideWindow",
        provider="DeploymentWindow",
        version="1",
        configuration={"Cron": window.cron, "TimeZone": window.time_zone},
    )
    return _condition(codepipeline.Result.FAIL, rule)


def _condition(result: codepipeline.Result, rule: codepipeline.Rule) -> codepipeline.Conditions:
    return codepipeline.Conditions(conditions=[codepipeline.Condition(result=result, rules=[rule])])
