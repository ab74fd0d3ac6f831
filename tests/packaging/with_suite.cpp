// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/suite.hpp>

#include <doctest/doctest.h>

namespace suite = fermata::suite;

TEST_CASE("shares a board") {
    suite::lock const held("one at a time");
    CHECK(suite::message_board().add("count", 1) >= 1);
}

TEST_SUITE("in order" * suite::group("in order", suite::serial)) {
    TEST_CASE("first") { CHECK(suite::is_parallel()); }
    TEST_CASE("second") { CHECK(suite::worker_count() >= 1); }
}
