#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

static void *grown(void *memory, int room, size_t size)
{
    memory = realloc(memory, (size_t)room * size);
    if (!memory)
        fail("out of memory");
    return memory;
}

int table_add_column(struct table *table, const char *name)
{
    int old = table->column_room;

    if (map_get(&table->names, name, -1) >= 0)
        fail("two columns are called %s", name);
    if (table->column_count == table->column_room) {
        table->column_room = old ? old * 2 : 8;
        table->columns = grown(table->columns, table->column_room, sizeof *table->columns);
        for (int i = 0; i < table->row_count; i++) {
            struct value *cells = arena_take(&table->arena, (size_t)table->column_room * sizeof *cells);
            memcpy(cells, table->rows[i], (size_t)old * sizeof *cells);
            table->rows[i] = cells;
        }
    }
    table->columns[table->column_count] = arena_text(&table->arena, name, strlen(name));
    map_set(&table->names, name, table->column_count);
    return table->column_count++;
}

struct value *table_add_row(struct table *table)
{
    struct value *cells;

    if (table->row_count == table->row_room) {
        table->row_room = table->row_room ? table->row_room * 2 : 64;
        table->rows = grown(table->rows, table->row_room, sizeof *table->rows);
    }
    cells = arena_take(&table->arena, (size_t)table->column_room * sizeof *cells);
    for (int i = 0; i < table->column_room; i++)
        cells[i] = value_text("");
    table->rows[table->row_count++] = cells;
    return cells;
}

int table_column(const struct table *table, const char *name)
{
    int column = map_get(&table->names, name, -1);

    if (column < 0)
        fail("there is no column %s", name);
    return column;
}

void table_free(struct table *table)
{
    free(table->columns);
    free(table->rows);
    map_free(&table->names);
    arena_release(&table->arena);
    memset(table, 0, sizeof *table);
}
