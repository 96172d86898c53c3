#include "csv.h"

#include <string.h>

#include "buffer.h"

static void write_field(const char *text, FILE *file, char separator)
{
    const char special[] = {separator, '"', '\n', '\r', 0};

    if (!strpbrk(text, special)) {
        fputs(text, file);
        return;
    }
    putc('"', file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    putc('"', file);
}

void csv_write(const struct table *table, FILE *file, char separator)
{
    struct buffer field = {0};

    for (int column = 0; column < table->column_count; column++) {
        if (column)
            putc(separator, file);
        write_field(table->columns[column], file, separator);
    }
    putc('\n', file);
    for (int row = 0; row < table->row_count; row++) {
        for (int column = 0; column < table->column_count; column++) {
            if (column)
                putc(separator, file);
            buffer_clear(&field);
            value_print(table->rows[row][column], &field);
            write_field(field.text, file, separator);
        }
        putc('\n', file);
    }
    buffer_free(&field);
}
