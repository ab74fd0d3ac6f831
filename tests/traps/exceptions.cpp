// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Trap 1: what C++ knows about exceptions is kept per OS thread. Each fiber must find its own again, in
// every order of the fibers.
#include <fermata/fermata.hpp>

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>
#include <string>

namespace {

fermata::options all_orders() {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    return options;
}

/// What the handler that runs now handles; empty outside of handlers.
std::string handled() {
    try {
        if (auto const now = std::current_exception()) {
            std::rethrow_exception(now);
        }
    } catch (std::exception const& error) {
        return error.what();
    }
    return {};
}

void check(fermata::report const& report, std::uint64_t executions) {
    CHECK(report);
    CHECK(report.complete);
    CHECK(report.executions == executions);
}

/// Gives way while it is destroyed, and knows how many exceptions must be in flight then.
struct gives_way_in_destructor {
    int in_flight;
    explicit gives_way_in_destructor(int expected) : in_flight(expected) {}
    gives_way_in_destructor(gives_way_in_destructor const&) = delete;
    gives_way_in_destructor& operator=(gives_way_in_destructor const&) = delete;
    ~gives_way_in_destructor() noexcept(false) {
        counts(std::uncaught_exceptions());
        fermata::checkpoint("in destructor");
        counts(std::uncaught_exceptions());
    }
    void counts(int found) const {
        if (found != in_flight) {
            ++wrong;
        }
    }
    static inline int wrong = 0;
};

} // namespace

TEST_CASE("a handler that gives way rethrows its own exception") {
    auto const handle = [](std::string const& mine) {
        bool again = false;
        try {
            try {
                throw std::runtime_error(mine);
            } catch (std::runtime_error const& error) {
                fermata::checkpoint("caught");
                fermata::expect(error.what() == mine, "the exception that is held");
                fermata::expect(handled() == mine, "the current exception");
                throw;
            }
        } catch (std::runtime_error const& error) {
            again = error.what() == mine;
            fermata::checkpoint("caught again");
        }
        fermata::expect(again, "what `throw;` threw");
        fermata::expect(std::current_exception() == nullptr, "nothing is handled any more");
    };
    // Three starters of 2 checkpoints: 9! / 3!^3.
    check(fermata::explore(
              [&] {
                  fermata::starter const a{"alice", handle, "alice's"};
                  fermata::starter const b{"bob", handle, "bob's"};
                  fermata::starter const c{"carol", handle, "carol's"};
                  fermata::runner{{a, b, c}}.finish();
              },
              all_orders()),
          1680);
}

TEST_CASE("nested handlers that give way") {
    auto const handle = [](std::string const& mine) {
        try {
            throw std::runtime_error(mine + " 1");
        } catch (std::runtime_error const&) {
            fermata::checkpoint("outer");
            try {
                throw std::logic_error(mine + " 2");
            } catch (std::logic_error const&) {
                fermata::checkpoint("inner");
                fermata::expect(handled() == mine + " 2", "the inner exception");
            }
            fermata::checkpoint("outer again");
            fermata::expect(handled() == mine + " 1", "the outer exception");
            try {
                std::throw_with_nested(std::logic_error(mine + " 3"));
            } catch (std::logic_error const& error) {
                fermata::checkpoint("nested");
                try {
                    std::rethrow_if_nested(error);
                    fermata::expect(false, "nothing was nested");
                } catch (std::runtime_error const& inside) {
                    fermata::expect(inside.what() == mine + " 1", "the nested exception");
                }
            }
        }
        fermata::expect(std::current_exception() == nullptr);
    };
    // Two starters of 4 checkpoints: 10! / 5!^2.
    check(fermata::explore(
              [&] {
                  fermata::starter const a{"alice", handle, "alice's"};
                  fermata::starter const b{"bob", handle, "bob's"};
                  fermata::runner{{a, b}}.finish();
              },
              all_orders()),
          252);
}

TEST_CASE("exceptions in flight are counted per fiber") {
    gives_way_in_destructor::wrong = 0;
    auto const unwinds = [] {
        try {
            gives_way_in_destructor const outer(1);
            gives_way_in_destructor const inner(1);
            throw std::runtime_error("unwinds");
        } catch (std::runtime_error const& error) {
            fermata::expect(std::string(error.what()) == "unwinds");
        }
        fermata::expect(std::uncaught_exceptions() == 0, "none is in flight when it has been caught");
    };
    auto const returns = [] {
        gives_way_in_destructor const outer(0);
        gives_way_in_destructor const inner(0);
    };
    check(fermata::explore(
              [&] {
                  fermata::starter const a{"alice", unwinds};
                  fermata::starter const b{"bob", unwinds};
                  fermata::starter const c{"carol", returns};
                  fermata::runner{{a, b, c}}.finish();
              },
              all_orders()),
          1680);
    CHECK(gives_way_in_destructor::wrong == 0);
}

TEST_CASE("an exception in a destructor that runs during unwinding") {
    struct throws_inside {
        ~throws_inside() {
            try {
                fermata::checkpoint("before");
                throw std::logic_error("inside");
            } catch (std::logic_error const& error) {
                fermata::checkpoint("after");
                if (std::string(error.what()) != "inside" || std::uncaught_exceptions() != 1) {
                    ++gives_way_in_destructor::wrong;
                }
            }
        }
    };
    gives_way_in_destructor::wrong = 0;
    auto const unwinds = [](std::string const& mine) {
        try {
            throws_inside const guard;
            throw std::runtime_error(mine);
        } catch (std::runtime_error const& error) {
            fermata::expect(error.what() == mine);
        }
    };
    check(fermata::explore(
              [&] {
                  fermata::starter const a{"alice", unwinds, "alice's"};
                  fermata::starter const b{"bob", unwinds, "bob's"};
                  fermata::runner{{a, b}}.finish();
              },
              all_orders()),
          20);
    CHECK(gives_way_in_destructor::wrong == 0);
}

TEST_CASE("what main handles is not seen by those whom it waits for") {
    auto const looks = [] {
        fermata::expect(std::current_exception() == nullptr, "the starter handles nothing");
        fermata::expect(std::uncaught_exceptions() == 0, "and nothing is in flight in it");
        fermata::checkpoint("once");
        fermata::expect(std::current_exception() == nullptr);
        fermata::expect(std::uncaught_exceptions() == 0);
    };
    auto const run = [&] {
        fermata::starter const a{"alice", looks};
        fermata::starter const b{"bob", looks};
        fermata::runner runner{{a, b}};
        runner.finish();
    };
    struct runs_in_destructor {
        decltype(run) const& what;
        ~runs_in_destructor() { what(); }
    };
    auto const body = [&] {
        std::string seen;
        try {
            try {
                throw std::runtime_error("main's");
            } catch (std::runtime_error const&) {
                run();
                throw;
            }
        } catch (std::runtime_error const& error) {
            seen = error.what();
        }
        fermata::expect(seen == "main's", "main finds its own again");
        try {
            runs_in_destructor const guard{run};
            throw std::runtime_error("in flight");
        } catch (std::runtime_error const& error) {
            seen = error.what();
        }
        fermata::expect(seen == "in flight");
    };
    check(fermata::explore(body, all_orders()), 36); // 6 orders, twice
    body();                                          // and with runners of their own
}

TEST_CASE("a thread that is started by a handler handles nothing") {
    auto const report = fermata::explore(
        [] {
            fermata::mutex mutex;
            int seen = 0;
            try {
                throw std::runtime_error("main's");
            } catch (std::runtime_error const&) {
                fermata::thread other([&] {
                    fermata::expect(std::current_exception() == nullptr, "the thread handles nothing");
                    mutex.lock();
                    fermata::expect(std::current_exception() == nullptr);
                    ++seen;
                    mutex.unlock();
                });
                mutex.lock();
                fermata::expect(handled() == "main's", "main handles its exception");
                mutex.unlock();
                other.join();
            }
            fermata::expect(seen == 1);
        },
        all_orders());
    CHECK(report);
    CHECK(report.complete);
}

TEST_CASE("in a runner outside of explorations too") {
    std::string seen;
    auto const handle = [&seen](std::string const& mine) {
        try {
            throw std::runtime_error(mine);
        } catch (std::runtime_error const&) {
            fermata::checkpoint("caught");
            seen += handled();
        }
    };
    fermata::starter const a{"alice", handle, "a"};
    fermata::starter const b{"bob", handle, "b"};
    fermata::runner runner{{a, b}, {a.at("caught"), b.at("caught"), a.finished(), b.finished()}};
    try {
        throw std::runtime_error("m");
    } catch (std::runtime_error const&) {
        runner.next();
        seen += handled();
        runner.next();
        seen += handled();
        runner.finish();
        seen += handled();
    }
    CHECK(seen == "mmabm");
    CHECK(std::current_exception() == nullptr);
}
