"""What each HTTP service has around its own code: settings, logs, metrics, traces, limits, database, migrations."""
