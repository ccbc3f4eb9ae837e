"""Writes what portals read, from the questions, so that a form cannot say something else than the template."""

import json
from pathlib import Path
from typing import Any

import yaml

from golden_paths.portal import backstage, backstage_update, cortex, github, port, service_catalog
from golden_paths.portal.questions import read
from golden_paths.portal.release import release_in
from golden_paths.portal.schema import answers_schema
from golden_paths.portal.words import words_of


def exported(template: Path) -> dict[str, str]:
    """The text of every file, by its path. template: the folder of the template.

    Raises Refused where a question cannot be expressed.
    """
    questionnaire, release = read(template), release_in(template)
    words = words_of(questionnaire, template)
    files: dict[str, str] = {"port/blueprint.json": _json(port.blueprint(questionnaire))}
    for architecture in questionnaire.architectures:
        files[f"schemas/{architecture}.json"] = _json(answers_schema(questionnaire, architecture, words))
        created = backstage.create_template(questionnaire, architecture, words, release)
        files[f"backstage/{architecture}.yaml"] = _yaml(created)
        files[f"port/{architecture}.json"] = _json(port.action(questionnaire, architecture, words, release))
        form = github.form(questionnaire, architecture, words)
        files[f"github/golden-path-{architecture}.yml"] = _yaml(form)
        files[f"cortex/{architecture}.yaml"] = _yaml(cortex.workflow(questionnaire, architecture, release))
        product = service_catalog.product(questionnaire, architecture, words, release)
        files[f"service-catalog/{architecture}.yaml"] = _yaml(product)
    files[f"github/{github.RENDERING}"] = _yaml(github.rendering(release))
    files["backstage/update.yaml"] = _yaml(backstage_update.update_template(release))
    return files


def export(template: Path, target: Path) -> list[str]:
    """Write every file below `target`, and return their paths. Other files there stay."""
    files = exported(template)
    for path, text in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, "utf-8", newline="\n")
    return sorted(files)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


class _Dumper(yaml.SafeDumper):
    """YAML in which a help of several lines can be read, and nothing is written by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def _yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
