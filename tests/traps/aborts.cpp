// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 2: a fiber is never ended by destroying it. It is resumed with the order to abort, and unwinds.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <string>
#include <vector>

namespace {

using names = std::vector<std::string>;

/// Writes its name down when it is destroyed.
struct mark {
    names& log;
    std::string name;
    mark(names& into, std::string text) : log(into), name(std::move(text)) {}
    mark(mark const&) = delete;
    mark& operator=(mark const&) = delete;
    ~mark() { log.push_back(name); }
};

/// Starters stay at their last declared point, so that they are unfinished when the runner is destroyed.
fermata::runner_options hold() {
    fermata::runner_options options;
    options.after_last_point = fermata::after_last_point::hold;
    return options;
}

fermata::options count_all() {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    options.stop_at_first_failure = false;
    return options;
}

} // namespace

TEST_CASE("a runner that is destroyed early ends its fibers, the youngest first") {
    names log;
    auto const stand = [&log](std::string const& name) {
        mark const outer(log, name + " outer");
        mark const inner(log, name + " inner");
        fermata::checkpoint("stands");
        log.push_back("never");
    };
    auto const run = [&] {
        fermata::starter const a{"alice", stand, "a"};
        fermata::starter const b{"bob", stand, "b"};
        fermata::starter const c{"carol", stand, "c"};
        fermata::starter const d{"dave", stand, "d"};
        fermata::runner runner{{a, b, c, d}, {a.at("stands"), c.at("stands"), b.at("stands")}, hold()};
        runner.next();
        runner.next();
        runner.next();
        CHECK(log.empty());
    };
    names const expected{"c inner", "c outer", "b inner", "b outer", "a inner", "a outer"}; // dave never began
    SUBCASE("outside of explorations") { run(); }
    SUBCASE("while an exception is in flight") {
        bool caught = false;
        try {
            fermata::starter const a{"alice", stand, "a"};
            fermata::starter const b{"bob", stand, "b"};
            fermata::starter const c{"carol", stand, "c"};
            fermata::runner runner{{a, b, c}, {a.at("stands"), b.at("stands"), c.at("stands")}, hold()};
            runner.run_to(c.at("stands"));
            throw 1;
        } catch (int) {
            caught = true;
        }
        CHECK(caught);
    }
    CHECK(log == expected);
}

TEST_CASE("the same inside of an exploration, in every execution") {
    int executions = 0;
    auto const report = fermata::explore(
        [&] {
            names log;
            auto const stand = [&log](std::string const& name) {
                mark const guard(log, name);
                fermata::checkpoint("stands");
                log.push_back("never");
            };
            auto const passes = [] { fermata::checkpoint("passes"); };
            {
                fermata::starter const a{"alice", stand, "a"};
                fermata::starter const b{"bob", stand, "b"};
                fermata::runner runner{{a, b}, {a.at("stands"), b.at("stands")}, hold()};
                runner.next();
                runner.next();
            }
            fermata::expect(log == names{"b", "a"}, "ended, the youngest first");
            fermata::starter const c{"carol", passes};
            fermata::starter const d{"dave", passes};
            fermata::runner{{c, d}}.finish(); // what comes later is explored as ever
            ++executions;
        },
        count_all());
    CHECK(report);
    CHECK(report.executions == 6);
    CHECK(executions >= 6);
    CHECK(report.fibers_left_behind == 0);
}

TEST_CASE("a deadlock unwinds everybody") {
    names log;
    auto const body = [&] {
        mark const guard(log, "main");
        auto const wait = [&log](std::string const& name) {
            mark const inner(log, name);
            fermata::wait_until([] { return false; });
            log.push_back("never");
        };
        fermata::starter const a{"alice", wait, "alice"};
        fermata::starter const b{"bob", wait, "bob"};
        fermata::runner{{a, b}}.finish();
    };
    auto const report = fermata::explore(body, {.strategy = fermata::strategies::all_orderings{}});
    REQUIRE(report.failure);
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(report.fibers_left_behind == 0);
    REQUIRE(log.size() == 6); // the first execution is repeated by the determinism check
    CHECK(names(log.begin(), log.begin() + 3) == names{"bob", "alice", "main"});
    CHECK(names(log.begin() + 3, log.end()) == names{"bob", "alice", "main"});
}

TEST_CASE("a handler of everything that rethrows lets the order pass") {
    names log;
    {
        fermata::starter const a{"alice", [&] {
                                     mark const guard(log, "ended");
                                     try {
                                         fermata::checkpoint("stands");
                                     } catch (std::exception const&) {
                                         log.push_back("not a std::exception");
                                     } catch (...) {
                                         log.push_back("seen");
                                         throw;
                                     }
                                     log.push_back("never");
                                 }};
        fermata::runner runner{{a}, {a.at("stands")}, hold()};
        runner.next();
    }
    CHECK(log == names{"seen", "ended"});
}

TEST_CASE("operations in a destructor have no effect during an abort") {
    names log;
    fermata::trace trace;
    {
        fermata::mutex mutex;
        fermata::channel<int> full(1);
        full.send(1);
        fermata::channel<int> closed;
        closed.close();
        struct operates {
            names& log;
            fermata::mutex& mutex;
            fermata::channel<int>& full;
            fermata::channel<int>& closed;
            ~operates() {
                fermata::checkpoint("late");
                mutex.lock();
                full.send(2);
                closed.send(3);
                static_cast<void>(full.receive());
                mutex.unlock();
                mutex.unlock(); // misuse is not reported either
                fermata::wait_until([] { return false; });
                log.push_back("destroyed");
            }
        };
        fermata::starter const a{"alice", [&] {
                                     mutex.lock();
                                     operates const guard{log, mutex, full, closed};
                                     fermata::checkpoint("stands");
                                 }};
        fermata::runner runner{{a}, {a.at("stands")}, hold()};
        runner.next();
        trace = runner.trace();
    }
    CHECK(log == names{"destroyed"});
    CHECK(to_string(trace).find("late") == std::string::npos);
}

TEST_CASE("what an exploration gives up makes no further steps") {
    auto const report = fermata::explore([] {
        struct operates {
            ~operates() { fermata::checkpoint("late"); }
        };
        auto const wait = [] {
            operates const guard;
            fermata::checkpoint("once");
            fermata::wait_until([] { return false; });
        };
        fermata::starter const a{"alice", wait};
        fermata::starter const b{"bob", wait};
        fermata::runner{{a, b}}.finish();
    });
    REQUIRE(report.failure);
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(to_string(report.failure->trace).find("late") == std::string::npos);
    CHECK(to_string(report.failure->trace).find("once") != std::string::npos);
    CHECK(report.fibers_left_behind == 0);
}

TEST_CASE("a runner that is destroyed while a fiber unwinds") {
    names log;
    struct stands {
        ~stands() { fermata::checkpoint("in destructor"); }
    };
    {
        fermata::starter const a{"alice", [&] {
                                     mark const outer(log, "outer");
                                     try {
                                         mark const middle(log, "middle");
                                         stands const guard;
                                         mark const inner(log, "inner");
                                         throw 1;
                                     } catch (int) {
                                         log.push_back("caught");
                                     }
                                     fermata::checkpoint("stands");
                                     log.push_back("never");
                                 }};
        fermata::runner runner{{a}, {a.at("in destructor")}, hold()};
        runner.next();
        CHECK(log == names{"inner"});
    }
    // Its own exception reaches its handler; the order to end waits for the next operation.
    CHECK(log == names{"inner", "middle", "caught", "outer"});
}

TEST_CASE("a false assume ends its fiber's path only") {
    names log;
    auto const report = fermata::explore(
        [&] {
            log.clear();
            fermata::starter const a{"alice", [&] {
                                         mark const guard(log, "alice");
                                         fermata::assume(false);
                                         log.push_back("never");
                                     }};
            fermata::starter const b{"bob", [&] {
                                         fermata::checkpoint("once");
                                         log.push_back("bob");
                                     }};
            fermata::runner{{a, b}}.finish();
        },
        count_all());
    CHECK(report.count(fermata::outcome::pruned) >= 1);
    CHECK(report.executions == 0);
    CHECK(log.size() == 2);
}
