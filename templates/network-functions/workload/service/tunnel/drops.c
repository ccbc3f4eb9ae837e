#include "drops.h"

static const char *const names[DROP_REASONS] = {
    [DROP_NOTHING] = "nothing",
#define NAME(reason) [DROP_##reason] = #reason,
    DROPS(NAME)
#undef NAME
};

const char *drop_name(enum drop reason)
{
    return names[reason];
}
