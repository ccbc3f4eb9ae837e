#include "batch.h"

#include <stdlib.h>

#define CACHE_LINE 64U

bool batch_open(struct batch *batch, size_t headroom, size_t room)
{
    batch->headroom = headroom;
    batch->room = (room + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
    batch->buffer = aligned_alloc(CACHE_LINE, BATCH * (batch->headroom + batch->room));
    for (unsigned at = 0; at < BATCH; at++)
        batch->messages[at].msg_hdr = (struct msghdr){.msg_iov = &batch->pieces[at],
                                                      .msg_iovlen = 1,
                                                      .msg_name = &batch->names[at],
                                                      .msg_namelen = sizeof batch->names[at]};
    return batch->buffer != NULL;
}

void batch_close(struct batch *batch)
{
    free(batch->buffer);
}
