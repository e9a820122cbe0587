"""Holds answers of the gateway against its own OpenAPI document."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT_URI = "urn:plaza:openapi"


class Contract:
    """The OpenAPI document, ready to check answers with. What it does not describe fails the check."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry = Registry().with_resource(DOCUMENT_URI, resource)
        self._paths = [(self._pattern(template), template) for template in document["paths"]]
        # A fixed segment wins over a parameter.
        self._paths.sort(key=lambda item: item[1].count("{"))

    @staticmethod
    def _pattern(template: str) -> re.Pattern[str]:
        parts = re.split(r"(\{[^}]+\})", template)
        return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts) + "$")

    def template_of(self, path: str) -> str | None:
        for pattern, template in self._paths:
            if pattern.match(path):
                return template
        return None

    def check(self, response: httpx.Response) -> None:
        """Fails when the answer is not one that the document promises."""
        method = response.request.method.lower()
        path = unquote(response.request.url.path)
        template = self.template_of(path)
        if template is None:
            self._check_problem_without_route(response)
            return
        operation = self.document["paths"][template].get(method)
        if operation is None:
            undescribed = method in ("head", "options") or response.status_code in (405, 501)
            assert undescribed, f"{method} {path} is not described"
            return
        described = self._resolve(self._answer(operation, response, template))
        for name, header in described.get("headers", {}).items():
            required = self._resolve(header).get("required", False)
            assert not required or name in response.headers, f"{method} {path}: header {name} is missing"
        self._check_body(response, described.get("content", {}), f"{method} {path} {response.status_code}")

    def _answer(self, operation: dict[str, Any], response: httpx.Response, template: str) -> dict[str, Any]:
        answers = operation["responses"]
        status = str(response.status_code)
        described = status in answers or "default" in answers
        assert described, f"{template}: status {status} is not described: {response.text[:300]}"
        return answers.get(status) or answers["default"]

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            target: Any = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def _check_body(self, response: httpx.Response, content: dict[str, Any], where: str) -> None:
        if response.status_code in (204, 304) or response.request.method == "HEAD":
            assert response.content == b"", f"{where}: has a body"
            return
        if not content:
            return
        media_type = response.headers.get("content-type", "").split(";")[0].strip()
        assert media_type in content, f"{where}: {media_type} is not one of {list(content)}"
        schema = content[media_type].get("schema")
        if schema is not None and media_type.endswith("json"):
            self.validate(response.json(), schema, where)

    def validate(self, value: Any, schema: dict[str, Any], where: str) -> None:
        rooted = _with_base(schema)
        validator = Draft202012Validator(rooted, registry=self._registry, format_checker=FormatChecker())
        problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        assert not problems, f"{where}: " + "; ".join(problems[:5])

    @staticmethod
    def _check_problem_without_route(response: httpx.Response) -> None:
        is_the_document = response.request.url.path == "/openapi.json"
        is_page = "json" not in response.headers.get("content-type", "")
        assert is_the_document or is_page or response.status_code >= 400, (
            f"{response.request.url.path} answers {response.status_code} and is not described"
        )


def _with_base(node: Any) -> Any:
    """The schema with its local references made absolute, so that they resolve inside the document."""
    if isinstance(node, dict):
        return {key: DOCUMENT_URI + value if key == "$ref" else _with_base(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_with_base(item) for item in node]
    return node
