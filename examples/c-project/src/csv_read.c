#include "csv.h"

#include "buffer.h"
#include "error.h"

struct reader {
    FILE *file;
    const char *name;
    char separator;
    int line;
    int last;
};

/* Reads one field into `field`; what ended it: the separator, '\n' or EOF. */
static int read_field(struct reader *reader, struct buffer *field)
{
    int c = getc(reader->file);

    buffer_clear(field);
    if (c == '"') {
        int start = reader->line;
        for (;;) {
            c = getc(reader->file);
            if (c == EOF)
                fail_at(reader->name, start, "a quoted field does not end");
            if (c == '"') {
                c = getc(reader->file);
                if (c != '"')
                    break;
            } else if (c == '\n') {
                reader->line++;
            }
            buffer_add(field, (char)c);
        }
        if (c == '\r')
            c = getc(reader->file);
        if (c != reader->separator && c != '\n' && c != EOF)
            fail_at(reader->name, reader->line, "text after a quoted field");
        return c;
    }
    while (c != EOF && c != '\n' && c != reader->separator) {
        buffer_add(field, (char)c);
        c = getc(reader->file);
    }
    if (c != reader->separator && field->length && field->text[field->length - 1] == '\r')
        field->text[--field->length] = 0;
    return c;
}

void csv_read(struct table *table, FILE *file, const char *name, char separator)
{
    struct reader reader = {file, name, separator, 1, '\n'};
    struct buffer field = {0};
    int end;

    do {
        end = read_field(&reader, &field);
        if (!field.length)
            fail_at(name, 1, "a column has no name");
        table_add_column(table, field.text);
    } while (end == separator);
    while (end != EOF) {
        struct value *row = NULL;
        int column = 0;

        reader.line++;
        do {
            end = read_field(&reader, &field);
            if (end == EOF && column == 0 && !field.length)
                break;
            if (!row)
                row = table_add_row(table);
            if (column == table->column_count)
                fail_at(name, reader.line, "more than %d fields", table->column_count);
            row[column++] = value_read(arena_text(&table->arena, field.text, field.length));
        } while (end == separator);
    }
    buffer_free(&field);
}
