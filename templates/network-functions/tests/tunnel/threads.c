/* Four threads learn, find and expire the same few flows. The thread sanitizer reports a race; this program reports an
 * answer that mixes two encapsulations. */
#include "flows.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define THREADS 4
#define ROUNDS 20000
#define FLOWS 64

static struct flows flows;
static atomic_int mixed;

static void *work(void *argument)
{
    unsigned self = *(const unsigned *)argument;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct tuple tuple = {.ip_version = 4, .protocol = 17, .source_port = (uint16_t)(round * 7 % FLOWS)};
        struct encapsulation came_in = {.geneve = {.options_length = 32}};
        memset(came_in.geneve.options, (int)self, 32);
        flows_learn(&flows, &tuple, &came_in, round / 100);
        struct encapsulation found = {0};
        if (flows_find(&flows, &tuple, FLOW_SAME_OR_REVERSE, round / 100, &found))
            for (int at = 1; at < 32; at++)
                if (found.geneve.options[at] != found.geneve.options[0])
                    atomic_store(&mixed, 1);
        if (self == 0 && round % 100 == 0)
            flows_expire(&flows, round / 100, 2);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    unsigned selves[THREADS];
    if (!flows_open(&flows, 32, 2, 2))
        return 1;
    for (unsigned at = 0; at < THREADS; at++) {
        selves[at] = at;
        pthread_create(&threads[at], NULL, work, &selves[at]);
    }
    for (unsigned at = 0; at < THREADS; at++)
        pthread_join(threads[at], NULL);
    size_t count = atomic_load(&flows.count);
    flows_close(&flows);
    if (atomic_load(&mixed) != 0 || count > 32) {
        printf("mixed %d, count %zu\n", atomic_load(&mixed), count);
        return 1;
    }
    return 0;
}
