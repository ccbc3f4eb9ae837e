"""Runs the worker: `python -m parcels_worker`."""

import os
import sys

import boto3
from web import observability
from web.settings import SettingsError

from parcels_worker.messages import Messages
from parcels_worker.settings import ParcelsSettings


def main() -> None:
    """Take messages until ECS stops the task."""
    try:
        settings = ParcelsSettings.load(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    observability.configure(settings, metrics_namespace=settings.metrics_namespace)
    messages = Messages(boto3.client("sqs", region_name=settings.aws_region), settings.queue_url)
    messages.stop_on_sigterm()
    messages.take()


if __name__ == "__main__":
    main()
