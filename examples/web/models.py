"""The tables. Who somebody is stands nowhere: a person is a random code, a team and the hash of a link."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

OWNED = "all, delete-orphan"


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData()


class Programme(Base):
    """One question set, asked of some teams on one occasion or two."""

    __tablename__ = "programme"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(unique=True)  # of the page that made it, so that sending it twice makes one
    definition: Mapped[str]  # the question set itself, so that a newer one changes nothing half-way
    language: Mapped[str]
    teams: Mapped[list[Team]] = relationship(cascade=OWNED, passive_deletes=True, order_by="Team.id")
    occasions: Mapped[list[Occasion]] = relationship(cascade=OWNED, passive_deletes=True, order_by="Occasion.number")


class Team(Base):
    """A team of a programme."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]


class Occasion(Base):
    """Before or after; 'waiting', 'open' or 'closed', in that order and never back."""

    __tablename__ = "occasion"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str]
    closed_at: Mapped[float | None]

    @property
    def name(self) -> str:
        """'before' or 'after', the words that the library knows the order of."""
        return ("before", "after")[self.number - 1]


class Person(Base):
    """Whoever has a link: 'host', 'facilitator', 'leader' or 'participant'."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="CASCADE"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)  # beside the answers; says nothing about the link
    token_hash: Mapped[str] = mapped_column(unique=True)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    programme: Mapped[Programme | None] = relationship()
    team: Mapped[Team | None] = relationship()


class Visit(Base):
    """A browser in which a link was opened."""

    __tablename__ = "visit"
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    until: Mapped[float]
    person: Mapped[Person] = relationship()


class Response(Base):
    """The form of one person on one occasion. It counts once it was sent."""

    __tablename__ = "response"
    __table_args__ = (UniqueConstraint("person_id", "occasion_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id", ondelete="CASCADE"), index=True)
    device: Mapped[str]  # the hash of a cookie: only where answers were given can they be seen
    sent_at: Mapped[float | None]
    first_sent_at: Mapped[float | None]  # stays where somebody begins again
    consent: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship()
    answers: Mapped[list[Answer]] = relationship(cascade=OWNED, passive_deletes=True)


class Answer(Base):
    """One answer."""

    __tablename__ = "answer"
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Publication(Base):
    """What was told of a team when an occasion closed. It is never made again."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("occasion_id", "team_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    occasion_id: Mapped[int] = mapped_column(ForeignKey("occasion.id", ondelete="CASCADE"))
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)
    n: Mapped[int | None]  # None under the minimum
    cells: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # the numbers of this occasion
    first: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # those of the occasion before, of who answered twice
    pages: Mapped[dict[str, str]] = mapped_column(JSON)  # the report, per language
    leader_pages: Mapped[dict[str, str]] = mapped_column(JSON)  # with the leader's own answers beside it
    all_consented: Mapped[bool]  # everybody who is counted in it, and nobody has withdrawn since
