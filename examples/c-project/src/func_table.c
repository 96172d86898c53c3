#include <math.h>

#include "functions.h"

/* Functions of a whole column: their argument is evaluated in each row by way of the column of that name. */

static double fold(const struct call *call, double start, double (*step)(double, double))
{
    int column = table_column(call->table, value_as_text(call->arguments[0], &call->table->arena));

    for (int row = 0; row < call->table->row_count; row++)
        start = step(start, value_as_number(call->table->rows[row][column]));
    return start;
}

static double plus(double a, double b)
{
    return a + b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

struct value function_total(const struct call *call);
struct value function_total(const struct call *call)
{
    return value_number(fold(call, 0, plus));
}

struct value function_mean(const struct call *call);
struct value function_mean(const struct call *call)
{
    int rows = call->table->row_count;

    return value_number(rows ? fold(call, 0, plus) / rows : 0);
}

struct value function_highest(const struct call *call);
struct value function_highest(const struct call *call)
{
    return value_number(fold(call, -INFINITY, greater));
}

struct value function_lowest(const struct call *call);
struct value function_lowest(const struct call *call)
{
    return value_number(fold(call, INFINITY, lesser));
}

struct value function_row(const struct call *call);
struct value function_row(const struct call *call)
{
    return value_number(call->row + 1);
}

struct value function_running(const struct call *call);
struct value function_running(const struct call *call)
{
    double before = call->row ? value_as_number(call->table->rows[call->row - 1][call->column]) : 0;

    return value_number(before + value_as_number(call->arguments[0]));
}
