#include "check.h"
#include "map.h"

int main(void)
{
    struct map map = {0};
    char name[16];

    CHECK(map_get(&map, "a", -1) == -1);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "name%d", i);
        map_set(&map, name, i);
    }
    CHECK(map.count == 1000);
    CHECK(map_get(&map, "name0", -1) == 0);
    CHECK(map_get(&map, "name999", -1) == 999);
    CHECK(map_get(&map, "name1000", -1) == -1);
    map_set(&map, "name5", 55);
    CHECK(map.count == 1000);
    CHECK(map_get(&map, "name5", -1) == 55);
    map_free(&map);
    return DONE();
}
