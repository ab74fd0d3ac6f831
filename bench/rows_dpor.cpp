// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The search that makes each class once: what a step costs, how many executions there are in a second, and the programs
// by which the peers were measured.
#include "rows.hpp"

#include "bare_loop.hpp"
#include "measure.hpp"
#include "peer_programs.hpp"
#include "programs.hpp"
#include "resident.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace bench {

namespace {

struct searched {
    char const* name;
    std::uint64_t classes;
    void (*body)();
    char const* peers = "";
};

/// Executions made; `steps` is what they had together.
std::uint64_t search(searched const& what, std::uint64_t* steps = nullptr) {
    auto const report = fermata::explore(what.body, {.check_determinism = false});
    check(report.ok() && report.complete, "dpor: a program is right, and explored to its end");
    check(report.executions == what.classes, "dpor: as many executions as there are classes");
    if (steps != nullptr) {
        *steps = report.steps;
    }
    return report.executions;
}

/// What the search remembers grows with the length of an execution, and not with their number.
void add_memory_of_search(table& to, extent how_much, std::string const& name, void (*body)()) {
    constexpr std::array<std::uint64_t, 3> at = {10, 1'000, 1'000'000};
    std::array<std::uint64_t, at.size()> found{};
    static_cast<void>(resident_kibibytes()); // so that what the question itself takes is there before
    std::uint64_t made = 0;
    auto const report = fermata::explore(
        [&] {
            ++made;
            for (std::size_t i = 0; i != at.size(); ++i) {
                found[i] = made == at[i] ? resident_kibibytes() : found[i];
            }
            body();
        },
        {.executions_max = sized<std::uint64_t>(how_much, 1'000, 1'000'000, 1'000'000), .check_determinism = false});
    check(report.ok() && !report.complete, "dpor: a program is right, and has more classes than are looked at");
    for (std::size_t i = 1; i != at.size() && found[i] != 0 && found[0] != 0; ++i) {
        to.add({"dpor: memory", name + ", after " + with_commas(at[i]) + " executions", unit::kibibytes,
                static_cast<double>(found[i]), "after 10", static_cast<double>(found[0]), at_most(1.01)});
    }
}

} // namespace

void add_dpor(table& to, extent how_much) {
    static constexpr std::array<searched, 15> all = {{
        {"T1: 2 threads × 10 fetch_add on one location", 184'756, &peer_programs::one_location<2, 10>,
         "Relacy 705,432 executions at 0.73 M/s; loom 1,429,440 at 17 k/s; Shuttle 2,704,155 at 0.14 M/s; "
         "bare loop 2.8 to 4.5 M/s"},
        {"T2: 3 threads × 3 fetch_add on different locations", 1, &peer_programs::different_locations,
         "Relacy 34,650 executions at 1.1 M/s; loom 26; Shuttle 570,417 at 0.13 M/s"},
        {"T3: 3 threads × 3 fetch_add on one location", 1'680, &peer_programs::one_location<3, 3>,
         "Relacy 34,650 executions in 29 ms; loom 162,390 in 12.9 s; Shuttle 570,417 in 4.6 s"},
        {"T5: bounded queue, 1 producer, 1 consumer, 2 items", 8, &peer_programs::bounded_queue<1, 1, 2>,
         "Relacy 4,131 executions; loom 120; Shuttle 13,510"},
        {"fib_bench(4)", 19'605, &peer_programs::fib_bench<4>},
        {"fib_bench(5)", 218'243, &peer_programs::fib_bench<5>, "GenMC 45,000 executions/s; Nidhugg 3,800"},
        {"readers(13)", 8'192, &peer_programs::readers<13>, "GenMC 12,800 executions/s; Nidhugg 900"},
        {"lastzero(10)", 3'328, &peer_programs::last_zero<10>},
        {"reorder(4)", 40'032, &peer_programs::reorder<4>, "GenMC 71,000 executions/s; Nidhugg 2,800"},
        {"mutex-inc(3,3)", 1'680, &peer_programs::mutex_inc<3, 3>, "GenMC and Nidhugg 4,100 executions/s"},
        {"T5 with 2 producers, 1 consumer, 1 item", 16, &peer_programs::bounded_queue<2, 1, 1>,
         "Relacy 115,974 executions; loom 6,756; Shuttle 6,163,690"},
        {"T5 with 2 producers, 2 consumers, 2 items each", 86'336, &peer_programs::bounded_queue<2, 2, 2>,
         "unfinished in each: Relacy at 0.25 M/s, loom at 11 k/s, Shuttle at 0.06 M/s"},
        {"5 threads increase by compare-exchange", 122'880, &peer_programs::increase_by_exchange<5>},
        {"a spin lock, 4 threads", 12'096, &peer_programs::spin_lock<4>},
        {"a ticket lock, 5 threads", 120, &peer_programs::ticket_lock<5>},
    }};
    // Measured first, so that nothing grows unseen into what other searches have freed.
    table memory;
    add_memory_of_search(memory, how_much, "2 × 12 fetch_add",
                         &peer_programs::one_location<2, 12>); // 2,704,156 classes
    // 2^20 classes; what is still to be explored, kept in a tree, would grow with them.
    add_memory_of_search(memory, how_much, "19 reads before a write", &peer_programs::reads_before_a_write<19>);

    auto const samples = sized<std::uint64_t>(how_much, 20, 4'000, 4'000);
    std::vector<work> works = {[=] { return bare_random(4, 25, samples, 7); }};
    std::array<std::uint64_t, all.size()> steps{};
    for (std::size_t i = 0; i != all.size(); ++i) {
        works.push_back([&, i] { return search(all[i], &steps[i]); });
    }
    auto const best = minima(rounds_of(how_much, 5), works);
    // With few classes it is the making of an exploration that is measured.
    auto const target_of = [](searched const& what, target const& its) {
        return what.classes < 100 ? std::optional<target>() : its;
    };
    for (std::size_t i = 0; i != all.size(); ++i) {
        double const a_step = best[i + 1] * static_cast<double>(all[i].classes) / static_cast<double>(steps[i]);
        to.add({"dpor: a step", all[i].name, unit::nanoseconds, a_step, "bare loop", best[0],
                target_of(all[i], at_most(8))});
    }
    for (std::size_t i = 0; i != all.size(); ++i) {
        to.add({"dpor: executions", all[i].name + (": " + with_commas(all[i].classes)), unit::per_second,
                1e9 / best[i + 1], "100,000", 100'000, target_of(all[i], at_least(1)),
                static_cast<double>(steps[i]) / static_cast<double>(all[i].classes), all[i].peers});
    }
    static constexpr std::size_t t3 = 2;
    to.add({"dpor: all classes", all[t3].name, unit::nanoseconds, best[t3 + 1] * static_cast<double>(all[t3].classes),
            "3 ms", 3e6, at_most(1), 0,
            "Relacy 29 ms; loom 12.9 s, 1.2 s when main does not join; Shuttle 4.6 s, 0.15 s when main is a worker; "
            "bare loop 0.25 to 0.38 ms"});
    struct fastest_peer {
        std::size_t which;
        char const* name;
        double per_second;
    };
    for (auto const& [which, name, per_second] :
         {fastest_peer{0, "Relacy", 0.73e6}, fastest_peer{t3, "Relacy", 1.19e6}, fastest_peer{5, "GenMC", 45e3},
          fastest_peer{6, "GenMC", 12.8e3}, fastest_peer{8, "GenMC", 71e3}, fastest_peer{9, "GenMC", 4.1e3},
          fastest_peer{11, "Relacy", 0.25e6}}) {
        to.add({"dpor: beside the fastest peer", all[which].name, unit::per_second, 1e9 / best[which + 1], name,
                per_second, at_least(1)});
    }
    for (auto& each : memory.rows) {
        to.add(std::move(each));
    }
}

} // namespace bench
