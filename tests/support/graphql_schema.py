"""What a GraphQL endpoint says of its schema, a line for each field: names that clients rely on, in a form that can be
compared."""

from __future__ import annotations

from typing import Any

_type = "kind name ofType { kind name ofType { kind name ofType { kind name } } }"
QUERY = f"""{{
  __schema {{
    types {{
      kind name
      interfaces {{ name }}
      enumValues {{ name }}
      inputFields {{ name defaultValue type {{ {_type} }} }}
      fields {{ name args {{ name defaultValue type {{ {_type} }} }} type {{ {_type} }} }}
    }}
  }}
}}"""


def lines(introspection: dict[str, Any]) -> list[str]:
    """`Query.order(id: ID!): Order`, `enum MaskKind ADULT CHILD`, … in the order of their names."""
    found: list[str] = []
    for type_ in introspection["__schema"]["types"]:
        name = type_["name"]
        if name.startswith("__"):
            continue
        interfaces = "".join(f" implements {one['name']}" for one in type_["interfaces"] or [])
        values = "".join(f" {value['name']}" for value in type_["enumValues"] or [])
        found.append(f"{type_['kind'].lower()} {name}{interfaces}{values}")
        found += [f"{name}.{_input(one)}" for one in type_["inputFields"] or []]
        for field in type_["fields"] or []:
            arguments = ", ".join(_input(one) for one in field["args"])
            found.append(f"{name}.{field['name']}{f'({arguments})' if arguments else ''}: {_shown(field['type'])}")
    return sorted(found)


def _input(one: dict[str, Any]) -> str:
    default = "" if one["defaultValue"] is None else f" = {one['defaultValue']}"
    return f"{one['name']}: {_shown(one['type'])}{default}"


def _shown(type_: dict[str, Any]) -> str:
    if type_["kind"] == "NON_NULL":
        return f"{_shown(type_['ofType'])}!"
    if type_["kind"] == "LIST":
        return f"[{_shown(type_['ofType'])}]"
    return str(type_["name"])
