/* Rows and named columns of values. */
#ifndef TABLE_H
#define TABLE_H

#include "arena.h"
#include "map.h"
#include "value.h"

struct table {
    struct arena arena;
    struct map names;
    const char **columns;
    int column_count;
    struct value **rows;
    int row_count;
    int row_room;
    int column_room;
};

int table_add_column(struct table *table, const char *name);
struct value *table_add_row(struct table *table);
int table_column(const struct table *table, const char *name);
void table_free(struct table *table);

#endif
