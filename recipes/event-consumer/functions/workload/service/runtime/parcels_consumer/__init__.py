"""The consumer of events of parcels: `handler` takes an event once, `consume` does what follows from it."""
