#include "map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

struct entry {
    char *name;
    int number;
};

static uint64_t hash_of(const char *name)
{
    uint64_t hash = 1469598103934665603u;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return hash;
}

static struct entry *find(struct entry *entries, size_t room, const char *name)
{
    size_t index = hash_of(name) & (room - 1);

    while (entries[index].name && strcmp(entries[index].name, name) != 0)
        index = (index + 1) & (room - 1);
    return &entries[index];
}

static void grow(struct map *map)
{
    size_t room = map->room ? map->room * 2 : 16;
    struct entry *entries = calloc(room, sizeof *entries);

    if (!entries)
        fail("out of memory");
    for (size_t i = 0; i < map->room; i++)
        if (map->entries[i].name)
            *find(entries, room, map->entries[i].name) = map->entries[i];
    free(map->entries);
    map->entries = entries;
    map->room = room;
}

void map_set(struct map *map, const char *name, int number)
{
    struct entry *entry;

    if (map->count * 4 >= map->room * 3)
        grow(map);
    entry = find(map->entries, map->room, name);
    if (!entry->name) {
        entry->name = strdup(name);
        if (!entry->name)
            fail("out of memory");
        map->count++;
    }
    entry->number = number;
}

int map_get(const struct map *map, const char *name, int otherwise)
{
    const struct entry *entry;

    if (!map->room)
        return otherwise;
    entry = find(map->entries, map->room, name);
    return entry->name ? entry->number : otherwise;
}

void map_free(struct map *map)
{
    for (size_t i = 0; i < map->room; i++)
        free(map->entries[i].name);
    free(map->entries);
    memset(map, 0, sizeof *map);
}
