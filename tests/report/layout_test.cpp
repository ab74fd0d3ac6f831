// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "report/layout.hpp"

#include <doctest/doctest.h>

using fermata::detail::display_width;
using fermata::detail::padded;
using fermata::detail::shortened;
using fermata::detail::wrapped;

using lines = std::vector<std::string>;

TEST_CASE("display_width counts cells") {
    CHECK(display_width("") == 0);
    CHECK(display_width("read") == 4);
    CHECK(display_width("Zoë") == 3);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("東京") == 4);
    CHECK(display_width("\xff\xe6") == 2);
}

TEST_CASE("shortened keeps the beginning and the end") {
    CHECK(shortened("balance", 7) == "balance");
    CHECK(shortened("balance", 6) == "bal…ce");
    CHECK(shortened("balance", 2) == "b…");
    CHECK(shortened("balance", 1) == "…");
    CHECK(shortened("balance", 0) == "");
    CHECK(shortened("東京支店", 7) == "東…支店");
    CHECK(shortened("東京支店", 4) == "東…");
}

TEST_CASE("padded fills up with blanks") {
    CHECK(padded("Zoë", 5) == "Zoë  ");
    CHECK(padded("balance", 3) == "balance");
}

TEST_CASE("wrapped breaks between words, and inside one that is too long") {
    CHECK(wrapped("", 10, 3) == lines{""});
    CHECK(wrapped("one line\n", 10, 3) == lines{"one line"});
    CHECK(wrapped("one\ntwo", 10, 3) == lines{"one", "two"});
    CHECK(wrapped("one two three four", 9, 3) == lines{"one two", "three", "four"});
    CHECK(wrapped("abcdefghijkl", 5, 3) == lines{"abcde", "fghij", "kl"});
    CHECK(wrapped("1\n2\n3\n4", 5, 3) == lines{"1", "2", "… 2 more lines"});
    CHECK(wrapped("a\tb", 9, 3) == lines{"a\\tb"});
}
