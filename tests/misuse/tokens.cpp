// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "../acceptance/support.hpp"

using namespace acceptance;

namespace {
fermata::report replayed(std::string_view token) {
    return fermata::replay(token, [] { lose_an_update(); });
}

std::string found() {
    auto const report = fermata::explore(lose_an_update, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(report.failure.has_value());
    return report.failure->token;
}
} // namespace

TEST_CASE("malformed tokens") {
    std::string const token = found();
    for (std::string const& text :
         {std::string(), std::string("fm1:"), std::string("fm1"), std::string("fm2:") + token.substr(4),
          std::string("nonsense"), token.substr(0, token.size() - 1), token + "x", std::string(" ").append(token),
          token + "\n", std::string("fm1:") + std::string(10000, '!'), token + token, std::string(100000, 'f'),
          std::string("fm1:\0\0\0", 7)}) {
        CAPTURE(text);
        auto const error = caught<fermata::usage_error>([&] { replayed(text); });
        CHECK_FALSE(std::string(error.what()).empty());
        CHECK_THROWS_AS(static_cast<void>(fermata::parse_token(text)), fermata::usage_error);
    }
}

TEST_CASE("a token with one character changed is malformed or stale, and never another schedule") {
    std::string const token = found();
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (char const other : {'0', 'A', 'z', '.', '~', ' '}) {
            if (token[i] == other) {
                continue;
            }
            std::string changed = token;
            changed[i] = other;
            CAPTURE(changed);
            bool noticed = false;
            try {
                noticed = replayed(changed).count(fermata::outcome::diverged) == 1;
            } catch (fermata::usage_error const&) {
                noticed = true;
            }
            CHECK(noticed);
        }
    }
}

TEST_CASE("a stale token is an outcome that names the step, not an exception") {
    auto const report = fermata::replay(found(), [] { run_starters(1, 2); });
    CHECK_FALSE(report.ok());
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::diverged);
    CHECK(contains(report.failure->message, "step"));
}

TEST_CASE("replay of a body that starts nothing") {
    std::string const token = found();
    CHECK_THROWS_AS(fermata::replay(token, [] {}), fermata::usage_error);
}

TEST_CASE("a malformed FERMATA_REPLAY is a usage_error that names the variable") {
    environment const replay("FERMATA_REPLAY", "fm1:nonsense!");
    auto const error = caught<fermata::usage_error>([] { static_cast<void>(fermata::explore(lose_an_update)); });
    CHECK(contains(error.what(), "FERMATA_REPLAY"));
}
