"""How a value of the kernel stands in JSON: as one string, and how pydantic reads it back.

In Python a field takes an instance; in JSON, and from Python where pydantic is told not to be
strict, it takes the string as well.  Nothing here knows what a string means.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic_core import CoreSchema, core_schema

T = TypeVar("T")


def spelled(
    kind: type[T],
    parse: Callable[[str], T],
    *,
    pattern: str,
    check: Callable[[T], T] | None = None,
    write: Callable[[T], str] | None = None,
) -> CoreSchema:
    """The schema of a class whose JSON form is a string.

    `parse` reads and judges whatever came in place of an instance, and raises an `InputError`;
    `check` judges an instance, and may replace it; `write` is the inverse of `parse`, `str` unless
    given; `pattern` is what a JSON schema says.
    """

    def take(value: Any) -> T:
        if isinstance(value, kind):
            return check(value) if check else value
        return parse(value)

    instance: CoreSchema = core_schema.is_instance_schema(kind)
    if check:
        instance = core_schema.no_info_after_validator_function(check, instance)
    return core_schema.json_or_python_schema(
        json_schema=core_schema.no_info_after_validator_function(
            parse, core_schema.str_schema(pattern=pattern)
        ),
        python_schema=core_schema.lax_or_strict_schema(
            # One plain function, since a union would name both its arms in every error.
            lax_schema=core_schema.no_info_plain_validator_function(take),
            strict_schema=instance,
        ),
        serialization=core_schema.plain_serializer_function_ser_schema(
            write, return_schema=core_schema.str_schema(), when_used="json"
        )
        if write
        else core_schema.to_string_ser_schema(when_used="json"),
    )
