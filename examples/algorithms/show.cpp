// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>

namespace algorithms {

namespace {

/// What this program says about itself is checked, so that it cannot say anything else.
void require(bool condition, std::string_view what) {
    if (!condition) {
        throw std::logic_error(fmt::format("this should have been so, and is not: {}", what));
    }
}

fermata::report explore(void (*program)(), bool stop_at_first_failure = true) {
    return fermata::explore(program,
                            {.strategy = fermata::strategies::dpor{}, .stop_at_first_failure = stop_at_first_failure});
}

bool says(fermata::failure const& failed, std::string_view text) {
    auto const has = [&](std::string const& line) { return line.find(text) != std::string::npos; };
    return has(failed.message) || std::any_of(failed.details.begin(), failed.details.end(), has);
}

bool same(fermata::failure const& left, fermata::failure const& right) {
    return left.outcome == right.outcome && left.message == right.message && left.file == right.file &&
           left.line == right.line && left.step == right.step && left.token == right.token && left.trace == right.trace;
}

void show_right(example const& shown) {
    fermata::report const found = explore(shown.right);
    fmt::print("right  {}", found);
    require(found.ok() && found.complete, "the right one is right in every interleaving");
}

void show_wrong(mistake_shown const& wrong) {
    fmt::print("\nwrong  {}\n\n", wrong.what);
    fermata::report const found = explore(wrong.program);
    fmt::print("{}", found);
    require(found.failure.has_value(), "the mistake is found");
    require(found.failure->outcome == wrong.fails_as, "it fails as it should");
    require(says(*found.failure, wrong.message), "it says what it should");

    fermata::report const again = fermata::replay(found.failure->token, wrong.program);
    require(again.failure.has_value() && same(*found.failure, *again.failure), "the token replays to the same failure");

    fermata::report const all = explore(wrong.program, false);
    require(all.complete, "all interleavings of the wrong one were explored");
    std::uint64_t const failing = all.count(wrong.fails_as);
    require(failing + all.count(fermata::outcome::completed) == all.executions, "nothing else happens");
    fmt::print("\nReplayed from its token: the same failure, step by step.\n"
               "Of all its {} classes of interleavings, {} {}.\n",
               all.executions, failing, failing == 1 ? "fails" : "fail");
}

} // namespace

int show(example const& shown) {
    try {
        fmt::print("{}\n{:=<{}}\n\n{}\n\n", shown.title, "", shown.title.size(), shown.setting);
        show_right(shown);
        for (mistake_shown const& each : shown.wrong) {
            show_wrong(each);
        }
        return EXIT_SUCCESS;
    } catch (std::exception const& problem) {
        fmt::print(stderr, "{}: {}\n", shown.title, problem.what());
        return EXIT_FAILURE;
    }
}

} // namespace algorithms
