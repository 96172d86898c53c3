#include "check.h"
#include "eval.h"
#include "parse.h"

static const char *shown(struct table *table, const char *formula)
{
    static struct buffer out;

    buffer_clear(&out);
    tree_print(parse_formula(formula, table), &out);
    return out.text;
}

static double computed(struct table *table, const char *formula)
{
    return value_as_number(evaluate(parse_formula(formula, table), table, 0, 0));
}

int main(void)
{
    struct table table = {0};

    table_add_column(&table, "a");
    table_add_column(&table, "b");
    table_add_row(&table);
    table.rows[0][0] = value_number(3);
    table.rows[0][1] = value_text("text");
    SAME(shown(&table, "1 + 2 * a"), "(+ 1 (* 2 $0))");
    SAME(shown(&table, "(1 + 2) * a"), "(* (+ 1 2) $0)");
    SAME(shown(&table, "a > 2 ? 1 : 0"), "(? (> $0 2) 1 0)");
    SAME(shown(&table, "max(a, 2, -1)"), "(max $0 2 (- 1))");
    CHECK(computed(&table, "1 + 2 * a") == 7);
    CHECK(computed(&table, "10 / 0") == 0);
    CHECK(computed(&table, "length(b)") == 4);
    CHECK(computed(&table, "contains(b, \"ex\") && a = 3") == 1);
    CHECK(computed(&table, "round(a / 7, 3)") == 0.429);
    table_free(&table);
    return DONE();
}
