// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// fermata inside a simulation: an event loop with a virtual clock owns the steps of 10,000 clients that
// talk to a few servers through a lossy network. The same program, with 3 clients, is explored.
#include "simulation.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string_view>

namespace {

using harness::server_kind;
using harness::summary;

void heading(int number, std::string_view text) {
    fmt::print("{}{}. {}\n{:=<{}}\n\n", number == 1 ? "" : "\n\n", number, text, "", text.size() + 3);
}

/// What this program says about itself is checked, so that it cannot say anything else.
void require(bool condition, std::string_view what) {
    if (!condition) {
        throw std::logic_error(fmt::format("this should have been so, and is not: {}", what));
    }
}

summary simulate(server_kind kind, std::uint64_t seed) {
    fermata::runner_options with;
    with.strategy = fermata::strategies::random{};
    with.seed = seed;
    with.steps_max = 10'000'000;
    with.stack_size = 64 * 1024; // 10,000 of them, and a client needs little
    return harness::simulate(
        {.clients = 10'000, .servers = 4, .requests_each = 3, .kind = kind, .decide = harness::stormy()}, with);
}

void print(summary const& went) {
    fmt::print("messages      {:>9}, {} of them lost\n", went.sent, went.lost);
    fmt::print("timeouts      {:>9}, after which a request was sent again\n", went.books.retries);
    fmt::print("virtual time  {:>9} ms\n", went.time.count());
    fmt::print("steps         {:>9}, trace hash {:016x}\n", went.steps, went.trace_hash);
    fmt::print("clients told  {:>9}\n", went.books.acknowledged);
    fmt::print("applied       {:>9}, {} requests once too often\n", went.books.applied, went.books.applied_again);
}

fermata::report explore(server_kind kind) {
    return fermata::explore(
        [kind] {
            summary const went = harness::simulate({.clients = 3, .servers = 1, .requests_each = 1, .kind = kind});
            fermata::expect(went.books.applied == went.books.acknowledged,
                            fmt::format("the server applied {}, the clients were told {}", went.books.applied,
                                        went.books.acknowledged));
        },
        {.strategy = fermata::strategies::all_orderings{}});
}

void show_large_simulation(std::uint64_t seed) {
    heading(1, "10,000 clients in virtual time");
    fmt::print("Each client has 3 requests for one of 4 servers. The network loses messages, and lets them\n"
               "overtake one another; after 25 ms without a reply a client sends again. Who goes on, what is lost\n"
               "and how long it takes comes from seed {}.\n\n",
               seed);
    summary const went = simulate(server_kind::forgetful, seed);
    require(went.books.applied > went.books.acknowledged, "the mistake shows");
    print(went);
    fmt::print("\nThe servers applied more than the clients asked for. But who would read {} steps?\n", went.steps);
}

/// What the program itself noted, in its order. A trace is a plain value, so anybody can read it.
void print_notes(fermata::trace const& of) {
    for (fermata::event const& each : of.events) {
        for (auto const& [name, value] : each.values) {
            if (!name.starts_with("choose")) {
                fmt::print("{:>4}  {}: {} {}\n", each.step, each.fiber_name, name, value);
            }
        }
    }
}

void show_exploration() {
    heading(2, "The same program with 3 clients, in every order");
    fmt::print("Here at most one message is late, and at most one is lost. Which ones, and who goes on when, is\n"
               "explored. \"main\" is the event loop: it delivers what the network carries.\n\n");
    auto const found = explore(server_kind::forgetful);
    require(!found.ok(), "the mistake is found");
    fmt::print("{}", found);
    fmt::print("\nWhat clients, server and network noted in it:\n\n");
    print_notes(found.failure->trace);
    fmt::print("\nA client that has no reply asks again, and the server executes the request again.\n");
}

void show_fixed_protocol(std::uint64_t seed) {
    heading(3, "A server that remembers what it has executed");
    fmt::print("It only replies again. With 3 clients, at most one message late and at most one lost:\n\n");
    auto const shown = explore(server_kind::remembering);
    require(shown.ok(), "within these bounds the protocol is right");
    fmt::print("{}", shown);

    fmt::print("\nWith 10,000 clients, and seed {} as above:\n\n", seed);
    summary const went = simulate(server_kind::remembering, seed);
    require(went.books.applied == went.books.acknowledged && went.books.applied_again == 0, "each exactly once");
    print(went);

    summary const again = simulate(server_kind::remembering, seed);
    summary const other = simulate(server_kind::remembering, seed + 1);
    require(again.trace_hash == went.trace_hash && again.steps == went.steps, "a seed reproduces the run");
    require(other.trace_hash != went.trace_hash, "another seed is another run");
    fmt::print("\nseed {:<4} again  {:016x}: the same run, all {} steps\n", seed, again.trace_hash, again.steps);
    fmt::print("seed {:<4}        {:016x}: another one\n", seed + 1, other.trace_hash);
}

/// The only argument, if there is one; 1 otherwise.
std::uint64_t seed_from(int count, char** arguments) {
    if (count < 2) {
        return 1;
    }
    std::uint64_t seed = 0;
    char const* const end = arguments[1] + std::strlen(arguments[1]);
    auto const [stopped, problem] = std::from_chars(arguments[1], end, seed);
    if (count > 2 || problem != std::errc() || stopped != end) {
        throw std::invalid_argument("usage: harness [seed]");
    }
    return seed;
}

} // namespace

int main(int count, char** arguments) {
    try {
        std::uint64_t const seed = seed_from(count, arguments);
        show_large_simulation(seed);
        show_exploration();
        show_fixed_protocol(seed);
        return EXIT_SUCCESS;
    } catch (std::exception const& problem) {
        fmt::print(stderr, "harness: {}\n", problem.what());
        return EXIT_FAILURE;
    }
}
