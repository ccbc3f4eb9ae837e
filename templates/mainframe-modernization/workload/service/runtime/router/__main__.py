"""`python -m router` serves; `python -m router weights --environment dev` is for people."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

import boto3
from botocore.exceptions import BotoCoreError
from structlog.contextvars import bind_contextvars
from web import observability

from router import command, command_arguments
from router.parameter import Parameter
from router.server import serve
from router.settings import Settings, SettingsError


def main(arguments: Sequence[str]) -> int | str:
    """Returns the exit code, or what is wrong, for `sys.exit`."""
    parser = argparse.ArgumentParser(prog="python -m router", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    weights = commands.add_parser("weights", help="show and change the weights of an environment")
    command_arguments.add_arguments(weights)
    given = parser.parse_args(arguments)
    if given.command == "weights":
        try:
            name = command.parameter_of(given)
            # boto3 itself reads AWS_DEFAULT_REGION only.
            client = boto3.client("ssm", region_name=os.environ.get("AWS_REGION"))
            return command.run(given, Parameter(client, name), sys.stdout)
        except command_arguments.CommandError as error:
            return str(error)
        except BotoCoreError as error:
            return f"Systems Manager cannot be asked ({error}); set AWS_REGION, for example AWS_REGION=eu-central-1."
    try:
        settings = Settings.load(os.environ)
        observability.configure(settings, metrics_namespace=settings.metrics_namespace)
        # In each line of every task, since tasks take the context along.
        bind_contextvars(version=settings.version)
        asyncio.run(serve(settings))
    except SettingsError as error:
        return str(error)
    except OSError as error:
        return f"The router cannot listen on its port: {error}."
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
