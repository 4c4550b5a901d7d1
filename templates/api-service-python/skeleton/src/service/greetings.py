"""`/v1/greetings`: an example to replace. It keeps no state, so every replica gives the same answer."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from service.api_model import ApiModel
from service.cursor import decode_cursor, encode_cursor
from service.problems import PROBLEM_RESPONSE, ProblemError

HELLO = {
    "da": "Hej",
    "de": "Hallo",
    "en": "Hello",
    "es": "Hola",
    "fi": "Hei",
    "fr": "Bonjour",
    "it": "Ciao",
    "pt": "Olá",
}


class Greeting(ApiModel):
    language: Annotated[str, Field(pattern="^[a-z]{2}$")]
    message: str


class GreetingPage(ApiModel):
    items: list[Greeting]
    next_cursor: str | SkipJsonSchema[None] = None


def _greet(language: str, name: str) -> Greeting:
    return Greeting(language=language, message=f"{HELLO[language]}, {name}!")


def greetings_router(session_key: str) -> APIRouter:
    """The routes; `session_key` signs their cursors."""
    router = APIRouter(prefix="/v1/greetings")

    @router.get(
        "",
        summary="List the languages that can be greeted in",
        response_description="A page of greetings, by language.",
        response_model_exclude_none=True,
    )
    async def list_greetings(
        limit: Annotated[int, Query(ge=1, le=50, description="Most items in the answer.")] = 20,
        cursor: Annotated[
            str,
            Query(
                max_length=200,
                description="Where to go on; take it from `nextCursor` of the answer before.",
            ),
        ] = "",
    ) -> GreetingPage:
        after = decode_cursor(cursor, session_key) if cursor else ""
        if after is None:
            raise ProblemError(400, "The cursor is not one of ours; start again without it.")
        rest = [language for language in sorted(HELLO) if language > after]
        page = rest[:limit]
        return GreetingPage(
            items=[_greet(language, "world") for language in page],
            next_cursor=encode_cursor(page[-1], session_key) if len(rest) > limit else None,
        )

    @router.get(
        "/{language}",
        summary="Greet somebody",
        response_description="The greeting.",
        responses={404: PROBLEM_RESPONSE},
    )
    async def get_greeting(
        language: Annotated[str, Path(pattern="^[a-z]{2}$", description="Language as in BCP 47.")],
        name: Annotated[str, Query(min_length=1, max_length=100, description="Who is greeted.")] = "world",
    ) -> Greeting:
        if language not in HELLO:
            raise ProblemError(404, f'We don\'t know how to greet in "{language}".')
        return _greet(language, name)

    return router
