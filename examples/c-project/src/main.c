#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "align.h"
#include "csv.h"
#include "error.h"
#include "eval.h"
#include "functions.h"
#include "options.h"
#include "parse.h"
#include "sort.h"

static void list_functions(void)
{
    for (const struct function *function = functions; function->name; function++)
        printf("%-10s %s\n", function->name, function->help);
}

static void read_table(struct table *table, const struct options *options)
{
    const char *name = options->file ? options->file : "standard input";
    FILE *file = options->file ? fopen(options->file, "r") : stdin;

    if (!file)
        fail_at(name, 0, "%s", strerror(errno));
    csv_read(table, file, name, options->separator);
    if (options->file)
        fclose(file);
}

static void add_formula(struct table *table, const char *text)
{
    const char *equals = strchr(text, '=');
    const struct node *node;
    int column;

    if (!equals || equals == text)
        fail("%s: not of the form NAME=FORMULA", text);
    node = parse_formula(equals + 1, table);
    column = table_add_column(table, arena_text(&table->arena, text, (size_t)(equals - text)));
    for (int row = 0; row < table->row_count; row++)
        table->rows[row][column] = evaluate(node, table, row, column);
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct table table = {0};

    options_parse(&options, argc, argv);
    if (options.list_functions) {
        list_functions();
        return 0;
    }
    read_table(&table, &options);
    for (int i = 0; i < options.formula_count; i++)
        add_formula(&table, options.formulas[i]);
    if (options.sort_column)
        sort_rows(&table, table_column(&table, options.sort_column), options.descending);
    if (options.as_csv)
        csv_write(&table, stdout, options.separator);
    else
        align_write(&table, stdout);
    table_free(&table);
    return 0;
}
