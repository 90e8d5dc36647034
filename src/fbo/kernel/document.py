"""Documents: what travels through a process, or is kept on file.

A document is a frozen, strict pydantic model.  It has no id of its own (its case has) and names the
documents of others by id.  Nothing here stores, numbers or moves a document.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Self, TypeAlias, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationError,
)
from pydantic_core import CoreSchema, core_schema

from fbo.kernel.errors import DefinitionError, SchemaMismatch, UnknownField
from fbo.kernel.json import Json
from fbo.kernel.limits import LIMITS
from fbo.kernel.numbers import Number
from fbo.kernel.people import Role
from fbo.kernel.text import ShortText

T = TypeVar("T")

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:\-]{1,64}$")]
"""The id of a document: 1 to 64 of `A-Z a-z 0-9 . _ : -`."""


class _Personal:
    """Marks a field whose value is kept in the vault."""


Personal: TypeAlias = Annotated[T, _Personal()]
"""A field about a person.

Its value is kept in the vault record beside the case; the document's record and the journal hold a
salted commitment only, so that the person can be erased and the hash chain still verifies.
"""


class _AsTuple:
    """Takes any sequence and keeps it as a tuple, so that a frozen document is all frozen."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        (item,) = get_args(source)
        return core_schema.tuple_variable_schema(
            handler.generate_schema(item), strict=False, max_length=LIMITS.list_items
        )


Many: TypeAlias = Annotated[Sequence[T], _AsTuple()]
"""Several values in their order: give any sequence, find a tuple (at most 1 000)."""


class _LegalNumber:
    """An int once the store has given it; a `Number`, its placeholder, until the commit."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # JSON has no placeholders: `dump` puts it back where this has written down what it is.
        placeholder = core_schema.is_instance_schema(
            Number, serialization=core_schema.to_string_ser_schema(when_used="json")
        )
        return core_schema.union_schema([core_schema.int_schema(strict=True), placeholder])


LegalNumber: TypeAlias = Annotated[int | Number, _LegalNumber]
"""A number of a gapless series.

A step asks for it with `self.number(series)` and puts the placeholder into the document; the store
fills it in under its lock, so that no number is lost or given twice.
"""


class Value(BaseModel):  # noqa: PLW1641  pydantic gives what is frozen its hash
    """A part of a document: an address, an order line.  Frozen, strict, no unknown fields.

    `public` names the fields and properties that a customer may see; `restricted` the fields that
    only the department that answers for them needs.  What is named in neither is for the staff.
    """

    public: ClassVar[tuple[str, ...]] = ()
    restricted: ClassVar[tuple[str, ...]] = ()

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        arbitrary_types_allowed=False,
        revalidate_instances="never",
        # What a person typed stays out of errors, and so out of logs.
        hide_input_in_errors=True,
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Refuse a word about visibility that means nothing, when the class is made."""
        super().__pydantic_init_subclass__(**options)
        fields = cls.model_fields
        for name in (*cls.public, *cls.restricted):
            if name not in fields and not isinstance(getattr(cls, name, None), property):
                raise UnknownField(name, cls.__name__)
        for name in cls.public:
            if name in cls.restricted:
                raise DefinitionError(cls.__name__, f"{name} is both public and restricted")
            for part in _values_in(fields[name].annotation) if name in fields else ():
                if not part.public:
                    nothing = f"{name} is public, but nothing of a {part.__name__} is"
                    raise DefinitionError(cls.__name__, nothing)

    def __eq__(self, other: object) -> bool:
        """The same class with the same fields."""
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return vars(self) == vars(other)

    def replacing(self, **fields: object) -> Self:
        """The same with some fields replaced, by values known to fit them: nothing is validated.

        For what is worked out many times a step, such as the buckets of an order's line.
        """
        copy = object.__new__(type(self))
        _set_fields(copy, {**self.__dict__, **fields})
        _set_named(copy, self.__pydantic_fields_set__ | fields.keys())
        _set_extra(copy, None)
        _set_private(copy, None)
        return copy


def _values_in(annotation: Any) -> Iterator[type[Value]]:
    """The classes of values in an annotation, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, Value):
        yield annotation
    for argument in get_args(annotation):
        yield from _values_in(argument)


# Past the guard of a frozen model, for a copy that nobody has seen yet.
_set_fields: Any = BaseModel.__dict__["__dict__"].__set__
_set_named: Any = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra: Any = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private: Any = BaseModel.__dict__["__pydantic_private__"].__set__


class Form(Value):
    """What somebody fills in to take a step.  It accepts only its declared fields."""


class Document(Value):
    """A business document.

    `indexed` names the fields by which `company.find` may look for it (at most four); `unique`
    those whose value no other document of the class may have.  `keepers` are the roles that file
    and change it where it has no process, or the names of roles that are not known where it is
    defined; none: SYSTEM only.  `kept_by` names fields that others set, and by name, since they may
    be of the other office, the roles that do.
    """

    keepers: ClassVar[tuple[Role | str, ...]] = ()
    kept_by: ClassVar[Mapping[str, tuple[str, ...]]] = MappingProxyType({})
    indexed: ClassVar[tuple[str, ...]] = ()
    unique: ClassVar[tuple[str, ...]] = ()
    personal: ClassVar[tuple[str, ...]] = ()
    numbered: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **options: Any) -> None:
        """Find the personal and the numbered fields once, when the class is made."""
        super().__pydantic_init_subclass__(**options)
        fields = cls.model_fields
        cls.personal = tuple(
            name
            for name, field in fields.items()
            if any(isinstance(mark, _Personal) for mark in field.metadata)
        )
        cls.numbered = tuple(name for name, field in fields.items() if _is_legal_number(field))
        for name in (*cls.indexed, *cls.unique, *cls.kept_by):
            found_only = name in cls.indexed and isinstance(getattr(cls, name, None), property)
            if name not in fields and not found_only:
                raise UnknownField(name, cls.__name__)

    @classmethod
    def keeper_names(cls, field: str = "") -> tuple[str, ...]:
        """The names of the roles that keep the document, or one field of it."""
        return cls.kept_by.get(field) or tuple(
            role if isinstance(role, str) else role.name for role in cls.keepers
        )

    def dump(self, only: set[str] | None = None) -> dict[str, Json]:
        """The document as JSON, or only some fields of it; defaults are left out.

        A legal number that is still to be given stays a `Number`.
        """
        body: dict[str, Json] = self.__pydantic_serializer__.to_python(
            self, mode="json", include=only, exclude_defaults=True
        )
        for name in self.numbered:
            if isinstance(number := getattr(self, name), Number) and (only is None or name in only):
                body[name] = number
        return body

    @classmethod
    def load(cls, body: Mapping[str, Json]) -> Self:
        """The document from what `dump` gave.

        Raises `SchemaMismatch` where the stored fields are not those of the class.
        """
        try:
            document: Self = cls.__pydantic_validator__.validate_python(body, strict=False)
        except ValidationError as error:
            places = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
            raise SchemaMismatch(
                f"{cls.__name__}: {places}",
                "give the class the stored field, with a default",
            ) from None
        return document

    def changed(self, changes: Mapping[str, object]) -> Self:
        """A validated copy with some fields changed.

        Raises `pydantic.ValidationError` where a value does not fit its field.
        """
        copy: Self = self.__pydantic_validator__.validate_python({**self.__dict__, **changes})
        return copy


def _is_legal_number(field: Any) -> bool:
    marks = [*field.metadata, *(m for arm in get_args(field.annotation) for m in get_args(arm))]
    return _LegalNumber in marks


class Address(Value):
    """A postal address, as it is written on the parcel.  Country: ISO 3166-1 alpha-2 or a name."""

    public: ClassVar[tuple[str, ...]] = (
        "name",
        "street",
        "city",
        "region",
        "postal_code",
        "country",
    )

    name: ShortText = ""
    street: ShortText = ""
    city: ShortText = ""
    region: ShortText = ""
    postal_code: ShortText = ""
    country: ShortText = ""
