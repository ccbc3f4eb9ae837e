/* A thread that moves packets in both directions, with its own sockets and its own queue of the device. */
#pragma once

#include "batch.h"
#include "counters.h"
#include "handler.h"

#include <pthread.h>
#include <stdatomic.h>

struct worker {
    int udp, raw, device; /* where GENEVE arrives, where its answers leave, where inner packets do both */
    int stop;             /* an eventfd: readable when all workers have to end */
    uint16_t port;        /* that GENEVE arrives at, network byte order */
    size_t mtu;
    struct handler *handler;
    struct counters counters;
    int failure; /* errno of what ended it; 0 if it was stopped. Read after worker_join. */
    /* The rest is the worker's own. */
    struct batch received, returned;
    atomic_bool is_stopping;
    bool has_logged_refusal;
    pthread_t thread;
};

/* Starts the thread. Returns false (errno says why) if it cannot. */
bool worker_start(struct worker *worker);

/* Stops the thread and waits for it; the sockets stay open. */
void worker_stop(struct worker *worker);

/* One batch of a direction: returns the number of packets it had, or -1 with errno when it can never go on. */
int worker_receive(struct worker *worker, uint32_t now);
int worker_return(struct worker *worker, uint32_t now);
