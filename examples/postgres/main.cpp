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
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace example;

constexpr char const* names[] = {"alice", "bob", "carol"};
constexpr char const* levels[] = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"};

using ordering = std::vector<std::string>;

/// All orderings of some transactions at one level, and which of them went wrong.
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
    laboratory() : control_(server_.connection_string()) {
        for (std::size_t i = 0; i < std::size(names); ++i) {
            sessions_.push_back(std::make_unique<session>(server_.connection_string()));
            // Whoever looks first for a deadlock is its victim.
            sessions_.back()->run(std::string("SET deadlock_timeout = ") + (i == 0 ? "'300ms'" : "'1h'"));
        }
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
                std::vector<client> clients;
                for (std::size_t i = 0; i < what.transactions.size(); ++i) {
                    clients.emplace_back(names[i], *sessions_[i], control_, order);
                }
                std::vector<fermata::starter> starters;
                for (std::size_t i = 0; i < clients.size(); ++i) {
                    starters.emplace_back(names[i], [&, i] { what.transactions[i](clients[i], begin); });
                }
                fermata::runner{starters}.finish();
                bool const is_bad = what.has_happened(clients, control_);
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
    session control_;
    std::vector<std::unique_ptr<session>> sessions_;
};

/// A column for each of the first so many names.
void print_as_columns(ordering const& order, std::size_t columns) {
    std::size_t const width = columns == 2 ? 40 : 26;
    fmt::print("    {:{}}{:{}}{}\n", names[0], width, names[1], columns == 2 ? 0 : width, columns == 2 ? "" : names[2]);
    for (std::string const& each : order) {
        std::size_t const colon = each.find(": ");
        std::string text = each.substr(colon + 2);
        if (std::size_t const begin = text.find("; "); text.compare(0, 5, "BEGIN") == 0) {
            text = "BEGIN; " + text.substr(begin + 2);
        }
        auto const column = std::find(std::begin(names), std::end(names), each.substr(0, colon)) - std::begin(names);
        fmt::print("    {:{}}{}\n", "", width * static_cast<std::size_t>(column), text);
    }
}

/// Whether the server does what its documentation says.
bool run() {
    bool is_as_documented = true;
    struct shortest {
        std::string title;
        ordering order;
        std::size_t columns;
    };
    std::vector<shortest> examples;
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
            if (auto const found_shortest = found.shortest()) {
                examples.push_back({each.name + " at " + levels[i], *found_shortest, each.transactions.size()});
            }
        }
        fmt::print("\n");
    }
    for (auto const& [title, order, columns] : examples) {
        fmt::print("\n{}\n", title);
        print_as_columns(order, columns);
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
