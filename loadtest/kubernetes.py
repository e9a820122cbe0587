"""A definition as one Kubernetes Job whose pods are the runners, and its definition as a ConfigMap beside it."""

from __future__ import annotations

import json
from typing import Any

from loadtest.definition import Definition

# What a runner of 1,000 virtual users takes, with room.
_resources = {"requests": {"cpu": "500m", "memory": "512Mi"}, "limits": {"memory": "2Gi"}}
# Whoever made a run has a day to fetch its logs.
_kept_s = 24 * 3600


def manifests(definition: Definition) -> str:
    """Documents of YAML; JSON is YAML, and needs no library to be written right."""
    documents = [_config_map(definition), _job(definition)]
    return "".join("---\n" + json.dumps(one, indent=2, ensure_ascii=False) + "\n" for one in documents)


def _labels(definition: Definition) -> dict[str, str]:
    return {"app.kubernetes.io/name": "plaza-loadtest", "app.kubernetes.io/instance": definition.name}


def _meta(definition: Definition) -> dict[str, Any]:
    return {"name": f"loadtest-{definition.name}", "labels": _labels(definition)}


def _config_map(definition: Definition) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": _meta(definition),
        "data": {"definition.toml": definition.to_toml()},
    }


def _job(definition: Definition) -> dict[str, Any]:
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": _meta(definition),
        "spec": {
            "completionMode": "Indexed",
            "completions": definition.runners,
            "parallelism": definition.runners,
            # A run that was begun twice is no run.
            "backoffLimit": 0,
            "ttlSecondsAfterFinished": _kept_s,
            "template": {"metadata": {"labels": _labels(definition)}, "spec": _pod(definition)},
        },
    }


def _pod(definition: Definition) -> dict[str, Any]:
    return {
        "restartPolicy": "Never",
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65532,
            "fsGroup": 65532,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_runner(definition)],
        "volumes": [
            {"name": "definition", "configMap": {"name": f"loadtest-{definition.name}"}},
            {"name": "results", "emptyDir": {}},
            {"name": "tokens", "secret": {"secretName": "plaza-loadtest", "optional": True}},
        ],
    }


def _runner(definition: Definition) -> dict[str, Any]:
    operator = {"name": "plaza-loadtest", "key": "operator", "optional": True}
    return {
        "name": "runner",
        "image": definition.image,
        "command": ["sh", "-c", _script],
        "env": [{"name": "PLAZA_OPERATOR", "valueFrom": {"secretKeyRef": operator}}],
        "resources": _resources,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "definition", "mountPath": "/definition", "readOnly": True},
            {"name": "tokens", "mountPath": "/tokens", "readOnly": True},
            {"name": "results", "mountPath": "/results"},
        ],
    }


_script = """
if [ -f /tokens/tokens.json ]; then export PLAZA_TOKENS=/tokens/tokens.json; fi
exec python3 -m loadtest.runner /definition/definition.toml "$JOB_COMPLETION_INDEX" /results tell
""".strip()
