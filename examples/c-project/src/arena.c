#include "arena.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { BLOCK_SIZE = 64 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size;
    char data[];
};

static struct block *new_block(struct arena *arena, size_t at_least)
{
    size_t size = at_least > BLOCK_SIZE ? at_least : BLOCK_SIZE;
    struct block *block = malloc(sizeof *block + size);

    if (!block)
        fail("out of memory");
    block->next = arena->blocks;
    block->size = size;
    arena->blocks = block;
    arena->used = 0;
    return block;
}

void *arena_take(struct arena *arena, size_t size)
{
    struct block *block = arena->blocks;
    void *taken;

    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (!block || block->size - arena->used < size)
        block = new_block(arena, size);
    taken = block->data + arena->used;
    arena->used += size;
    arena->total += size;
    memset(taken, 0, size);
    return taken;
}

char *arena_text(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_take(arena, length + 1);

    memcpy(copy, text, length);
    return copy;
}

void arena_release(struct arena *arena)
{
    struct block *block = arena->blocks;

    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    memset(arena, 0, sizeof *arena);
}
