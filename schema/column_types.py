"""Column types that keep amounts and moments as they are, on SQLite and PostgreSQL alike."""

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


class ExactDecimal(sa.types.TypeDecorator[Decimal]):
    """An amount of up to 15 significant digits, exact on every database and still a number for SQL.

    SQLite keeps a NUMERIC as an integer or a double: both give 15 digits back as they were. Values leave
    without trailing zeros, so that 45000.00 and 45000 are one value everywhere.
    """

    impl = sa.Numeric
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401 - driver's value
        if value is None:
            return None
        if len(plain(value).as_tuple().digits) > 15:
            raise ValueError(f"{value} has more than 15 digits")
        if dialect.name != "sqlite":
            return value
        return int(value) if value == value.to_integral_value() else float(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ANN401 - driver's value
        return None if value is None else plain(Decimal(str(value)))

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        # Without SQLAlchemy's own conversion on SQLite, which would round to ten places.
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.NUMERIC(asdecimal=False))
        return dialect.type_descriptor(sa.NUMERIC())


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC. A naive one is refused: nobody knows what it means."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value
