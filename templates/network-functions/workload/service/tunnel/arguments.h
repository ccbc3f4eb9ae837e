/* The command line. */
#pragma once

#include "handler.h"

#include <netinet/in.h>

#define ARGUMENTS_MAX_THREADS 64

struct arguments {
    char device[16];
    struct sockaddr_in address; /* where GENEVE arrives */
    unsigned threads;
    struct handler_limits limits;
    const char *statistics; /* a file, or NULL */
};

/* Reads the command line. Bad arguments: one sentence on the standard error and exit code 2. `--help`: exit code 0. */
struct arguments arguments_read(char **words);
