#include "align.h"

#include <stdlib.h>

#include "buffer.h"
#include "error.h"
#include "utf8.h"

static void pad(FILE *file, size_t count)
{
    while (count-- > 0)
        putc(' ', file);
}

static void measure(const struct table *table, size_t *widths, struct buffer *text)
{
    for (int column = 0; column < table->column_count; column++) {
        widths[column] = utf8_count(table->columns[column]);
        for (int row = 0; row < table->row_count; row++) {
            size_t width;
            buffer_clear(text);
            value_print(table->rows[row][column], text);
            width = utf8_count(text->text);
            if (width > widths[column])
                widths[column] = width;
        }
    }
}

static void write_row(const struct table *table, const struct value *cells, const size_t *widths, struct buffer *text,
                      FILE *file)
{
    for (int column = 0; column < table->column_count; column++) {
        size_t space;
        buffer_clear(text);
        value_print(cells[column], text);
        space = widths[column] - utf8_count(text->text);
        if (column)
            fputs("  ", file);
        if (cells[column].kind == NUMBER)
            pad(file, space);
        fputs(text->text, file);
        if (cells[column].kind == TEXT && column + 1 < table->column_count)
            pad(file, space);
    }
    putc('\n', file);
}

void align_write(const struct table *table, FILE *file)
{
    struct buffer text = {0};
    size_t *widths = calloc((size_t)table->column_count + 1, sizeof *widths);
    struct value *head = calloc((size_t)table->column_count + 1, sizeof *head);

    if (!widths || !head)
        fail("out of memory");
    measure(table, widths, &text);
    for (int column = 0; column < table->column_count; column++)
        head[column] = value_text(table->columns[column]);
    write_row(table, head, widths, &text, file);
    for (int row = 0; row < table->row_count; row++)
        write_row(table, table->rows[row], widths, &text, file);
    free(head);
    free(widths);
    buffer_free(&text);
}
