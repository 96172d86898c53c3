#include "sort.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

/* Merge sort: equal rows stay in their order. */

static void merge(struct value **rows, struct value **spare, int from, int middle, int to, int column, int sign)
{
    int left = from, right = middle;

    for (int i = from; i < to; i++) {
        if (left < middle &&
            (right >= to || sign * value_compare(rows[left][column], rows[right][column]) <= 0))
            spare[i] = rows[left++];
        else
            spare[i] = rows[right++];
    }
    memcpy(rows + from, spare + from, (size_t)(to - from) * sizeof *rows);
}

static void sort_part(struct value **rows, struct value **spare, int from, int to, int column, int sign)
{
    int middle = from + (to - from) / 2;

    if (to - from < 2)
        return;
    sort_part(rows, spare, from, middle, column, sign);
    sort_part(rows, spare, middle, to, column, sign);
    merge(rows, spare, from, middle, to, column, sign);
}

void sort_rows(struct table *table, int column, bool descending)
{
    struct value **spare = calloc((size_t)table->row_count + 1, sizeof *spare);

    if (!spare)
        fail("out of memory");
    sort_part(table->rows, spare, 0, table->row_count, column, descending ? -1 : 1);
    free(spare);
}
