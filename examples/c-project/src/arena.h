/* Memory that is given back all at once. */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct block;

struct arena {
    struct block *blocks;
    size_t used;
    size_t total;
};

void *arena_take(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, const char *text, size_t length);
void arena_release(struct arena *arena);

#endif
