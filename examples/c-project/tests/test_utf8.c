#include "check.h"
#include "utf8.h"

int main(void)
{
    char text[] = "aBc é";

    CHECK(utf8_count("") == 0);
    CHECK(utf8_count("abc") == 3);
    CHECK(utf8_count("äöü") == 3);
    CHECK(utf8_count("\xff\xfe") == 2);
    CHECK(utf8_offset("äbc", 2) == 3);
    CHECK(utf8_offset("ab", 9) == 2);
    utf8_upper(text);
    SAME(text, "ABC é");
    return DONE();
}
