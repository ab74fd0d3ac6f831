// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "support.hpp"

#include <optional>
#include <utility>

using namespace sync_tests;

TEST_CASE("stop_token: who looks sees the stop before or after") {
    auto const all = explore_all([] {
        fermata::stop_source source;
        bool stopped = false;
        together([&] { fermata::expect(source.request_stop()); },
                 [&, token = source.get_token()] { stopped = token.stop_requested(); });
        fermata::expect(!source.request_stop());
        return std::string(stopped ? "stopped" : "not yet");
    });
    CHECK(all.report.ok());
    CHECK(all.executions == 2);
    CHECK(all.classes == 2);
    CHECK(all.only({"stopped", "not yet"}));
}

TEST_CASE("stop_token: one of several requests is the first") {
    // The two requests: 2 orders.
    auto const all = explore_all([] {
        fermata::stop_source source;
        int first = 0;
        auto const body = [&, source]() mutable { first += source.request_stop() ? 1 : 0; };
        together(body, body);
        return std::to_string(first);
    });
    CHECK(all.only({"1"}));
    CHECK(all.executions == 2);
}

TEST_CASE("stop_callback: called once, by who stops or by who registers") {
    auto const all = explore_all([] {
        fermata::stop_source source;
        int called = 0;
        together([&] { source.request_stop(); },
                 [&, token = source.get_token()] { fermata::stop_callback const on_stop(token, [&] { ++called; }); });
        return std::to_string(called);
    });
    CHECK(all.report.ok());
    CHECK(all.only({"0", "1"})); // 0: removed before the stop
}

TEST_CASE("stop_callback: its destructor waits for a call that gives way") {
    auto const all = explore_all([] {
        fermata::stop_source source;
        together([&] { source.request_stop(); },
                 [&, token = source.get_token()] {
                     bool in_call = false;
                     bool called = false;
                     {
                         fermata::stop_callback const on_stop(token, [&] {
                             in_call = true;
                             fermata::checkpoint("in the call");
                             in_call = false;
                             called = true;
                         });
                     }
                     fermata::expect(!in_call, "it is gone while it is being called");
                 });
        return std::string();
    });
    CHECK(all.report.ok());
    CHECK(all.deadlocked == 0);
}

TEST_CASE("stop_callback: destroyed in its own call") {
    auto const all = explore_all(alone([] {
        fermata::stop_source source;
        std::optional<fermata::stop_callback<std::function<void()>>> on_stop;
        int called = 0;
        on_stop.emplace(source.get_token(), [&] {
            ++called;
            on_stop.reset();
        });
        int other = 0;
        fermata::stop_callback const second(source.get_token(), [&] { ++other; });
        source.request_stop();
        fermata::expect(called == 1 && other == 1);
    }));
    CHECK(all.report.ok());
}

TEST_CASE("stop_source: copies, and tokens for which no stop is possible") {
    auto const all = explore_all(alone([] {
        fermata::stop_token token;
        fermata::expect(!token.stop_possible() && !token.stop_requested());
        {
            fermata::stop_source source;
            fermata::stop_source copy(source);
            fermata::stop_source const moved(std::move(source));
            token = copy.get_token();
            fermata::expect(token == moved.get_token());
            fermata::expect(token.stop_possible());
        }
        fermata::expect(!token.stop_possible());
        fermata::stop_source const none(fermata::nostopstate);
        fermata::expect(!none.stop_possible());
        fermata::stop_source a;
        fermata::stop_source b;
        fermata::expect(!(a == b));
        a = b;
        fermata::expect(a == b);
        a.request_stop();
        fermata::expect(b.stop_requested());
    }));
    CHECK(all.report.ok());
    CHECK(all.executions == 1);
}

TEST_CASE("stop_callback: an execution that is given up while callbacks are registered") {
    auto const report = first_failure([] {
        fermata::stop_source source;
        fermata::mutex never;
        never.lock();
        auto const body = [&, token = source.get_token()] {
            fermata::stop_callback const on_stop(token, [] {});
            fermata::stop_callback const another(token, [] {});
            never.lock();
        };
        together(body, body);
    });
    REQUIRE(report.failure.has_value());
    CHECK(report.failure->outcome == fermata::outcome::deadlocked);
    CHECK(report.fibers_left_behind == 0);
}

TEST_CASE("stop_token: outside of an execution") {
    fermata::stop_source source;
    int called = 0;
    fermata::stop_callback const on_stop(source.get_token(), [&] { ++called; });
    CHECK(source.request_stop());
    CHECK_FALSE(source.request_stop());
    fermata::stop_callback const late(source.get_token(), [&] { ++called; });
    CHECK(called == 2);
    CHECK(source.get_token().stop_requested());
}

TEST_CASE("stop_source: with the last one goes the possibility of a stop") {
    auto const all = explore_all([] {
        std::optional<fermata::stop_source> first(std::in_place);
        std::optional<fermata::stop_source> second(first);
        fermata::stop_token const token = first->get_token();
        std::string seen;
        together([&] { first.reset(); }, [&] { second.reset(); },
                 [&] { seen = token.stop_possible() ? "possible" : "not"; });
        fermata::expect(!token.stop_possible());
        return seen;
    });
    CHECK(all.report.ok());
    CHECK(all.only({"possible", "not"}));
    CHECK(all.executions == 6); // each of the three is one step, and conflicts with the others
    CHECK(all.classes == 6);
}

TEST_CASE("stop_source: one that has requested a stop is gone without a step") {
    auto const steps = [](bool requests) {
        return explore_all([=] {
                   together(
                       [=] {
                           fermata::stop_source source;
                           if (requests) {
                               source.request_stop();
                           }
                           fermata::stop_source const moved = std::move(source);
                       },
                       [] {});
                   return std::string();
               })
            .report.steps;
    };
    CHECK(steps(true) == steps(false)); // the request, or the drop
}

TEST_CASE("stop_callback: between the end of one call and the next, others may go on") {
    auto const all = explore_all([] {
        fermata::stop_source source;
        std::string called;
        together(
            [&, token = source.get_token()] {
                fermata::stop_callback const outer(token, [&] { called += " outer"; });
                fermata::stop_callback const inner(token, [&] { called += " inner"; });
            },
            [&] { source.request_stop(); });
        return called;
    });
    CHECK(all.report.ok());
    // Inner alone: outer is removed when the call of inner has ended, before the next one is looked for.
    CHECK(all.only({"done", " outer", " inner", " inner outer", " outer inner"}));
}

TEST_CASE("stop_callback: an exception leaves it") {
    for (bool const is_late : {false, true}) {
        auto const report = first_failure([&] {
            fermata::stop_source source;
            int called = 0;
            together([&] {
                if (is_late) {
                    source.request_stop();
                }
                fermata::stop_callback const second(source.get_token(), [&] { ++called; });
                try {
                    fermata::stop_callback const first(source.get_token(), [] { throw std::runtime_error("no"); });
                    source.request_stop();
                } catch (std::runtime_error const&) {
                }
            });
            fermata::expect(called == 1, "the other one is called, too");
        });
        REQUIRE(report.failure.has_value());
        CHECK(report.failure->cause == fermata::failure_cause::exception);
        CHECK(contains(report.failure->message, "an exception leaves a stop callback"));
        CHECK(report.failure->details.empty());
    }
}
