"""Puts the parts together."""

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic.alias_generators import to_camel

from service.body_limit import BodyLimit
from service.config import Config
from service.contract import add_contract
from service.greetings import greetings_router
from service.health import Lifecycle, add_health
from service.metrics import add_metrics
from service.observation import Observation
from service.problems import add_problems


def _operation_id(route: APIRoute) -> str:
    return to_camel(route.name)


def create_app(config: Config) -> FastAPI:
    """The service without its socket: tests call it directly, `server.py` lets it listen."""
    # Address and file of the contract are our own; FastAPI's would be JSON and an interactive page.
    app = FastAPI(openapi_url=None, generate_unique_id_function=_operation_id)
    lifecycle = Lifecycle()
    app.state.lifecycle = lifecycle

    add_problems(app)
    duration = add_metrics(app)
    add_health(app, lifecycle)
    add_contract(app)
    app.include_router(greetings_router(config.session_key))
    app.add_middleware(BodyLimit)
    # Added last, it is the outermost.
    app.add_middleware(Observation, duration=duration, lifecycle=lifecycle)
    return app
