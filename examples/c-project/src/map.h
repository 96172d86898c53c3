/* From names to numbers. */
#ifndef MAP_H
#define MAP_H

#include <stddef.h>

struct entry;

struct map {
    struct entry *entries;
    size_t room;
    size_t count;
};

void map_set(struct map *map, const char *name, int number);
int map_get(const struct map *map, const char *name, int otherwise);
void map_free(struct map *map);

#endif
