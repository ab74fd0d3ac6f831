// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The classic anomalies of transactions, as orderings of statements in a real PostgreSQL server: in how many of all
// orderings each happens at each isolation level. The documentation of PostgreSQL says which can happen at all.
#include "anomalies.hpp"
#include "server.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace example;

constexpr char const* levels[] = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};

using ordering = std::vector<std::string>;

/// All orderings of one pair of transactions at one level, and which of them went wrong.
struct findings {
    std::map<ordering, bool> orderings;

    std::size_t bad() const {
        return static_cast<std::size_t>(
            std::count_if(orderings.begin(), orderings.end(), [](auto const& each) { return each.second; }));
    }
    std::optional<ordering> shortest() const {
        std::optional<ordering> best;
        for (auto const& [order, is_bad] : orderings) {
            if (is_bad && (!best.has_value() || order.size() < best->size())) {
                best = order;
            }
        }
        return best;
    }
};

class laboratory {
public:
    laboratory()
        : alice_(server_.connection_string()),
          bob_(server_.connection_string()),
          control_(server_.connection_string()) {
        // Whoever of the two looks first for a deadlock is its victim.
        alice_.run("SET deadlock_timeout = '300ms'");
        bob_.run("SET deadlock_timeout = '1h'");
    }

    findings explore(anomaly const& what, std::string const& level) {
        findings found;
        std::string const begin = "BEGIN ISOLATION LEVEL " + level + "; ";
        fermata::options options;
        options.strategy = fermata::strategies::all_orderings{};
        fermata::report const report = fermata::explore(
            [&] {
                control_.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public; " + what.prepare);
                ordering order;
                client alice("alice", alice_, control_, order);
                client bob("bob", bob_, control_, order);
                fermata::starter const a{"alice", [&] { what.alice(alice, begin); }};
                fermata::starter const b{"bob", [&] { what.bob(bob, begin); }};
                fermata::runner{{a, b}}.finish();
                bool const is_bad = what.has_happened(alice, bob, control_);
                auto const [known, is_new] = found.orderings.emplace(std::move(order), is_bad);
                fermata::expect(known->second == is_bad, "the same ordering came to two different ends");
            },
            options);
        if (!report.ok() || !report.complete) {
            throw std::logic_error(fmt::format("the exploration did not end well\n{}", report));
        }
        return found;
    }

private:
    server server_;
    session alice_;
    session bob_;
    session control_;
};

void print_as_columns(ordering const& order) {
    fmt::print("    {:40}{}\n", "alice", "bob");
    for (std::string const& each : order) {
        std::size_t const colon = each.find(": ");
        std::string text = each.substr(colon + 2);
        if (std::size_t const begin = text.find("; "); begin != std::string::npos) {
            text = "BEGIN; " + text.substr(begin + 2);
        }
        fmt::print("    {}{}\n", each.substr(0, colon) == "alice" ? "" : "                                        ",
                   text);
    }
}

/// Whether the server does what its documentation says.
bool run() {
    bool is_as_documented = true;
    std::vector<std::pair<std::string, ordering>> examples;
    laboratory postgres;
    fmt::print("{:14}", "");
    for (char const* const level : levels) {
        fmt::print("{:>18}", level);
    }
    fmt::print("\n");
    for (anomaly const& each : all_anomalies()) {
        fmt::print("{:14}", each.name);
        for (std::size_t i = 0; i < std::size(levels); ++i) {
            findings const found = postgres.explore(each, levels[i]);
            fmt::print("{:>18}", fmt::format("{} of {}", found.bad(), found.orderings.size()));
            std::fflush(stdout);
            is_as_documented = is_as_documented && (found.bad() != 0) == each.is_possible[i];
            if (auto const shortest = found.shortest()) {
                examples.emplace_back(each.name + " at " + levels[i], *shortest);
            }
        }
        fmt::print("\n");
    }
    for (auto const& [name, order] : examples) {
        fmt::print("\n{}\n", name);
        print_as_columns(order);
    }
    return is_as_documented;
}

} // namespace

int main() {
    try {
        if (run()) {
            return 0;
        }
        fmt::print("\nThis is not what PostgreSQL's documentation says.\n");
    } catch (std::exception const& error) {
        fmt::print("\n{}\n", error.what());
    }
    return 1;
}
