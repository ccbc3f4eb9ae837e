#include "statistics.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

static uint64_t sum(const struct statistics *statistics, size_t offset)
{
    uint64_t total = 0;
    for (unsigned at = 0; at < statistics->count; at++) {
        const char *counters = (const char *)&statistics->workers[at].counters;
        total += atomic_load_explicit((const counter *)(const void *)(counters + offset), memory_order_relaxed);
    }
    return total;
}

static void number(FILE *file, const char *name, uint64_t value)
{
    fprintf(file, "  \"%s\": %llu,\n", name, (unsigned long long)value);
}

static void print(FILE *file, const struct statistics *statistics)
{
#define COUNTER(name) number(file, #name, sum(statistics, offsetof(struct counters, name)))
    size_t known = 0;
    size_t limit = 0;
    handler_flows(statistics->workers[0].handler, &known, &limit);
    fputs("{\n", file);
    number(file, "seconds", statistics->seconds);
    number(file, "threads", statistics->count);
    number(file, "flows", known);
    number(file, "flows_limit", limit);
    COUNTER(flows_new);
    COUNTER(flows_evicted);
    COUNTER(flows_changed);
    COUNTER(received_packets);
    COUNTER(received_bytes);
    COUNTER(returned_packets);
    COUNTER(returned_bytes);
    number(file, "socket_overflows", statistics->socket_overflows);
    fputs("  \"dropped\": {", file);
    for (size_t reason = DROP_NOTHING + 1; reason < DROP_REASONS; reason++) {
        uint64_t value = sum(statistics, offsetof(struct counters, dropped) + sizeof(counter) * reason);
        fprintf(file, "%s\n    \"%s\": %llu", reason > DROP_NOTHING + 1 ? "," : "", drop_name((enum drop)reason),
                (unsigned long long)value);
    }
    fputs("\n  }\n}\n", file);
#undef COUNTER
}

bool statistics_write(const struct statistics *statistics)
{
    if (statistics->file == NULL)
        return true;
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "%s.new", statistics->file) >= (int)sizeof name)
        return false;
    FILE *file = fopen(name, "we");
    if (file == NULL)
        return false;
    print(file, statistics);
    bool is_written = ferror(file) == 0;
    is_written = fclose(file) == 0 && is_written;
    return is_written && rename(name, statistics->file) == 0;
}
