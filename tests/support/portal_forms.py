"""The schemas of this template's answers, made once for a run."""

from functools import cache

from exports import exported_template
from jsonschema import Draft202012Validator

from golden_paths.portal.questions import Questionnaire, read
from golden_paths.portal.schema import Schema, Words, answers_schema, form_schema
from golden_paths.portal.words import words_of


@cache
def questionnaire() -> Questionnaire:
    return read(exported_template())


@cache
def _words() -> Words:
    return words_of(questionnaire(), exported_template())


@cache
def of_answers(architecture: str) -> Schema:
    return answers_schema(questionnaire(), architecture, _words())


@cache
def of_form(architecture: str) -> Schema:
    return form_schema(questionnaire(), architecture, _words())


@cache
def validator(architecture: str) -> Draft202012Validator:
    return Draft202012Validator(of_answers(architecture))
