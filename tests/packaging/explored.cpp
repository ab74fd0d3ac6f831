// fermata - https://www.boost.org/LICENSE_1_0.txt
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <fermata/doctest.hpp>
#include <fermata/fermata.hpp>

TEST_CASE("an exploration in a test case of somebody else") {
    fermata::report const report = fermata::explore([] {
        int calls = 0;
        fermata::starter first{"first", [&] { ++calls; }};
        fermata::starter second{"second", [&] { ++calls; }};
        fermata::runner{{first, second}}.finish();
        CHECK(calls == 2);
    });
    CHECK(report.ok());
}
