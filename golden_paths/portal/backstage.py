"""Backstage software templates that create a repository, one per architecture."""

from typing import Any

from golden_paths.portal.questions import ARCHITECTURE, Questionnaire
from golden_paths.portal.release import Release
from golden_paths.portal.schema import Schema, Words, form_schema

Entity = dict[str, Any]
VERSION = "backstage.io/template-version"
# The action that publishes a repository, by its source. For the other sources Backstage has none.
PUBLISHED = {
    "github": "publish:github",
    "gitlab": "publish:gitlab",
    "bitbucket": "publish:bitbucketCloud",
    "azure-devops": "publish:azure",
}
_IS_PUBLISHED = f"parameters.source in {list(PUBLISHED)}"
_PUBLISHED = f"${{{{ {_IS_PUBLISHED} }}}}"
NOT_PUBLISHED = (
    "With CodeCommit or S3 as its source, the repository is neither published nor registered here, because Backstage "
    "has no action for these: push it, or upload its zip, and register its catalog-info.yaml."
)


def entity(release: Release, name: str, title: str, description: str, **spec: Any) -> Entity:
    """A software template with these parts of its spec."""
    # As catalog-info.yaml of what is made from it has it.
    annotations = {VERSION: f"v{release.version}"}
    described = {"name": name, "title": title, "description": description, "annotations": annotations}
    return {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": described | {"tags": ["aws", "golden-path"]},
        "spec": {"owner": "platform-team", "type": "service", **spec},
    }


def step(id_: str, name: str, action: str, given: dict[str, Any]) -> dict[str, Any]:
    """A step that calls an action with this input."""
    return {"id": id_, "name": name, "action": action, "input": given}


def create_template(questionnaire: Questionnaire, architecture: str, words: Words, release: Release) -> Entity:
    """The template of one architecture: its form, the rendering, and the publication."""
    label = next(each.label for each in questionnaire.by_name[ARCHITECTURE].choices if each.value == architecture)
    form = _form(form_schema(questionnaire, architecture, words), questionnaire)
    asked = [name for name in questionnaire.by_name if name in _names(form)]
    secrets = {name for name, each in questionnaire.by_name.items() if each.secret}
    answers = {name: f"${{{{ {'secrets' if name in secrets else 'parameters'}.{name} }}}}" for name in asked}
    return entity(
        release,
        f"golden-path-{architecture}",
        label,
        f"A repository that builds, tests, deploys and rolls itself back on AWS. {label}.",
        parameters=[form | {"title": label}, _destination()],
        steps=[
            step("create", "Render the repository", "goldenpaths:create", _of(release) | {"answers": answers}),
            *_publication(),
        ],
        output={
            "links": [{"title": "Repository", "url": _of_publication("remoteUrl"), "if": _PUBLISHED}],
            "text": [
                {"title": "Next steps", "content": '${{ steps.create.output.next | join("\\n") }}'},
                {"title": "CodeCommit and S3", "content": NOT_PUBLISHED, "if": f"${{{{ not ({_IS_PUBLISHED}) }}}}"},
            ],
        },
    )


def _publication() -> list[dict[str, Any]]:
    """The steps that publish a repository where its source is, and register it in the catalogue."""
    wanted = {"repoUrl": "${{ parameters.repoUrl }}", "defaultBranch": "${{ parameters.branch or 'main' }}"}
    published = [
        step(f"publish-{source}", "Publish the repository", action, wanted)
        | {"if": f"${{{{ parameters.source == '{source}' }}}}"}
        for source, action in PUBLISHED.items()
    ]
    found = {"repoContentsUrl": _of_publication("repoContentsUrl"), "catalogInfoPath": "/catalog-info.yaml"}
    registered = step("register", "Register it in the catalogue", "catalog:register", found)
    return [*published, registered | {"if": _PUBLISHED}]


def _of_publication(output: str) -> str:
    """An output of the one step that ran."""
    return "${{ " + " or ".join(f"steps['publish-{source}'].output.{output}" for source in PUBLISHED) + " }}"


def _of(release: Release) -> dict[str, str]:
    return {"template": release.address, "version": release.version}


def _destination() -> Schema:
    where = {"title": "Repository", "type": "string", "ui:field": "RepoUrlPicker"}
    return {"title": "Where it is published", "required": ["repoUrl"], "properties": {"repoUrl": where}}


def _names(form: Schema) -> set[str]:
    shown = [each["then"].get("properties", {}) for each in form.get("allOf", [])]
    return set(form["properties"]).union(*shown)


def _form(made: Any, questionnaire: Questionnaire) -> Any:
    """The schema with choices as Backstage's form shows their labels, and fields that keep a secret to themselves."""
    secrets = {name for name, each in questionnaire.by_name.items() if each.secret}

    def shown(name: str, each: Schema) -> Schema:
        offered = each.get("oneOf", [])
        kept = {key: value for key, value in each.items() if key != "oneOf"}
        if offered:
            kept["enum"] = [choice["const"] for choice in offered]
            kept["ui:enumNames"] = [choice["title"] for choice in offered]
        if name in secrets:
            kept.pop("default", None)
            kept["ui:field"] = "Secret"
        if name == ARCHITECTURE:
            kept["ui:readonly"] = True
        return kept

    return _each_property(made, shown)


def _each_property(schema: Schema, shown: Any) -> Schema:
    changed = dict(schema)
    if "properties" in schema:
        # In a condition a property has no title, and stays as it is.
        changed["properties"] = {
            name: shown(name, each) if "title" in each else each for name, each in schema["properties"].items()
        }
    if "allOf" in schema:
        changed["allOf"] = [each | {"then": _each_property(each["then"], shown)} for each in schema["allOf"]]
    return changed
