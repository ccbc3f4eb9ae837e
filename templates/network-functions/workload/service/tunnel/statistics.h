/* The counters of all workers as one JSON object. */
#pragma once

#include "worker.h"

struct statistics {
    const char *file; /* NULL: none is written */
    const struct worker *workers;
    unsigned count;
    unsigned long seconds;          /* since the start */
    unsigned long socket_overflows; /* datagrams that came faster than they were read */
};

/* Replaces the file at once, so that nobody reads half of it. Returns false if it cannot (errno says why). */
bool statistics_write(const struct statistics *statistics);
