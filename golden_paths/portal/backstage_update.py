"""The Backstage software template that updates a component that was made from any of the others."""

from typing import Any

from golden_paths.portal.backstage import VERSION, Entity, entity, step
from golden_paths.portal.release import Release
from golden_paths.portal.schema import Schema

# What a component has that was made from any of these templates.
MADE = f"metadata.annotations.{VERSION}"
# Where the update leaves only what it changed. The module of the scaffolder makes both folders.
CHANGES = "changes"
NOT_PUBLISHED = (
    "Backstage has no action that opens a pull request for this repository, so the update was thrown away. Run "
    "`golden-paths update` in a clone."
)
NOT_DELETED = "Delete these files by hand, because the action for Bitbucket deletes none: "
_OPENED = (
    "${{ steps['publish-github'].output.remoteUrl or steps['publish-gitlab'].output.mergeRequestUrl "
    # A condition that is undefined counts as none.
    "or steps['publish-bitbucket'].output.pullRequestUrl or false }}"
)
_PREVIEW: Schema = {
    "title": "Preview",
    "description": "Show what the update would change, and write nothing. Otherwise it opens a pull request.",
    "type": "boolean",
    "default": True,
}


def update_template(release: Release) -> Entity:
    """The template that previews an update, or makes it and opens a pull request."""
    located = "${{ steps.component.output.entity.metadata.annotations['backstage.io/source-location'] }}"
    wanted = {"repository": located, "version": release.version}
    update = wanted | {"branch": _branch(release), "changesPath": CHANGES}
    return entity(
        release,
        "golden-path-update",
        "Update a component from its golden path",
        "Opens a pull request with a newer release of the template. Edits stay; conflicts are shown.",
        parameters=[_page()],
        steps=[
            step("component", "Find the repository", "catalog:fetch", {"entityRef": "${{ parameters.component }}"}),
            step("check", "Work out what changes", "goldenpaths:check", wanted)
            | {"if": _of("parameters.preview !== false")},
            step("update", "Update the repository", "goldenpaths:update", update)
            | {"if": _of("parameters.preview === false")},
            *_pull_requests(release),
        ],
        output={
            "links": [{"title": "Pull request", "url": _OPENED, "if": _OPENED}],
            "text": [
                {
                    "title": "What it changes",
                    "content": _of("steps.check.output.summary or steps.update.output.summary"),
                },
                {"title": "Not published", "content": NOT_PUBLISHED, "if": _on("")},
            ],
        },
    )


def _pull_requests(release: Release) -> list[dict[str, Any]]:
    """The steps that publish the update where the repository is. Each action has other names for the same."""
    title = f"Update the golden path to v{release.version}"
    of_repository = {"repoUrl": _of("steps.update.output.repoUrl"), "title": title}
    described = {"description": _of("steps.update.output.summary")}
    target, branch = _of("steps.update.output.targetBranch"), _branch(release)
    written = {"branchName": branch, "targetBranchName": target, "sourcePath": f"{CHANGES}/written"}
    github = of_repository | described | written
    github |= {"filesToDelete": _of("steps.update.output.removed"), "draft": _of("steps.update.output.review")}
    gitlab = of_repository | described | written
    gitlab |= {"title": _of("'Draft: ' if steps.update.output.review else ''") + title}
    removed = {"repoUrl": of_repository["repoUrl"], "branchName": branch, "commitMessage": f"{title}: removed files"}
    removed |= {"sourcePath": f"{CHANGES}/removed", "commitAction": "delete"}
    bitbucket = of_repository | {"targetBranch": target, "sourceBranch": branch}
    by_hand = f"'\\n\\n{NOT_DELETED}' ~ (steps.update.output.removed | join(', '))"
    by_hand += " if steps.update.output.removed.length else ''"
    bitbucket |= {"description": described["description"] + _of(by_hand)}
    opened = "Open a pull request"
    return [
        _if("github", step("publish-github", opened, "publish:github:pull-request", github)),
        _if("gitlab", step("publish-gitlab", opened, "publish:gitlab:merge-request", gitlab)),
        _if(
            "gitlab",
            step("remove-gitlab", "Remove files from the branch", "gitlab:repo:push", removed),
            " and steps.update.output.removed.length > 0",
        ),
        # This action publishes the whole workspace.
        _if("bitbucketCloud", step("tidy-bitbucket", "Leave only the repository", "fs:delete", {"files": [CHANGES]})),
        _if("bitbucketCloud", step("publish-bitbucket", opened, "publish:bitbucketCloud:pull-request", bitbucket)),
    ]


def _if(hosting: str, made: dict[str, Any], more: str = "") -> dict[str, Any]:
    return made | {"if": _on(hosting, more)}


def _on(hosting: str, more: str = "") -> str:
    """Whether there is something to publish, and on this host."""
    return _of(f"steps.update.output.hosting === '{hosting}' and steps.update.output.changed{more}")


def _branch(release: Release) -> str:
    return f"golden-path/v{release.version}"


def _of(expression: str) -> str:
    return "${{ " + expression + " }}"


def _page() -> Schema:
    component = {
        "title": "Component",
        "description": "A component whose repository was made from a golden path.",
        "type": "string",
        "ui:field": "EntityPicker",
        "ui:options": {"catalogFilter": {"kind": "Component", MADE: {"exists": True}}},
    }
    return {
        "title": "Which component",
        "required": ["component"],
        "properties": {"component": component, "preview": _PREVIEW},
    }
