"""Starts the service: `python src/main.py`."""

import os
import sys

from service.app import create_app
from service.config import ConfigError, load_config
from service.logs import log_as_json
from service.server import serve


def main() -> int:
    try:
        config = load_config(os.environ)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    log_as_json(config)
    return serve(create_app(config), config.port)


if __name__ == "__main__":
    sys.exit(main())
