"""Runs the service: `python -m accounts`."""

import os
import sys

from web import observability, server, tracing
from web.settings import SettingsError

from accounts import service
from accounts.settings import AccountSettings
from accounts.stores import open_store
from programs.errors import ProgramError
from programs.pool import Pool
from records.copybook import CopybookError


def main() -> None:
    """Start, serve, stop."""
    server.end_well_on_sigterm()
    try:
        settings = AccountSettings.load(os.environ)
        store, engine = open_store(os.environ)
        program = service.program(settings.programs_folder, settings.copybooks_folder)
    except (SettingsError, CopybookError, ProgramError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; correct COPYBOOKS_FOLDER")
    observability.configure(settings, metrics_namespace=settings.metrics_namespace)
    traces = tracing.provider(settings)
    pool = Pool(program, workers=settings.workers, timeout_seconds=settings.call_seconds)
    stop = None if traces is None else traces.shutdown
    app = service.create(store, pool, version=settings.version, on_stop=stop)
    if traces is not None:
        tracing.instrument(app, engine, traces)
    server.serve(app, port=settings.port)


if __name__ == "__main__":
    main()
