"""What the Build stage runs beside the checks that every repository has: nothing. Each more would be a `Check`."""

from settings.packaging import Check

CHECKS: tuple[Check, ...] = ()
