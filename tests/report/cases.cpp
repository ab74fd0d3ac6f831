// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "cases.hpp"

#include <utility>

namespace {

using fermata::event;
using fermata::failure;
using fermata::operation_kind;
using fermata::outcome;
using fermata::report;

using values = std::vector<std::pair<std::string, std::string>>;

/// Collects the events of a trace, and numbers them.
class trace_of {
public:
    explicit trace_of(std::string file) : file_(std::move(file)) {}

    trace_of& add(std::size_t fiber, std::string fiber_name, operation_kind kind, std::string name = {},
                  std::size_t line = 0, values noted = {}) {
        event next;
        next.step = trace_.events.size();
        next.fiber = fiber;
        next.fiber_name = std::move(fiber_name);
        next.kind = kind;
        next.name = std::move(name);
        next.file = line == 0 ? std::string() : file_;
        next.line = line;
        next.values = std::move(noted);
        trace_.events.push_back(std::move(next));
        return *this;
    }

    fermata::trace take() { return std::move(trace_); }

private:
    std::string file_;
    fermata::trace trace_;
};

report passed(std::uint64_t executions, std::uint64_t steps, bool complete, std::string shown) {
    report result;
    result.executions = executions;
    result.steps = steps;
    result.complete = complete;
    result.shown = std::move(shown);
    result.counts[static_cast<std::size_t>(outcome::completed)] = executions;
    return result;
}

report failed(outcome how, std::string message, std::uint64_t execution, std::uint64_t steps) {
    report result = passed(execution - 1, steps, false, {});
    result.executions = execution;
    ++result.counts[static_cast<std::size_t>(how)];
    result.failure.emplace();
    result.failure->outcome = how;
    result.failure->message = std::move(message);
    result.failure->execution = execution;
    result.failure->token = "fm1:4f2a91c0:BKADADBKBK:ba4dJ";
    return result;
}

void place(report& in, std::string fiber, std::string file, std::size_t line) {
    in.failure->fiber = std::move(fiber);
    in.failure->file = std::move(file);
    in.failure->line = line;
}

report left_behind() {
    report result = passed(20, 120, true, "all 20 interleavings; 4 pruned by assume()");
    result.fibers_left_behind = 1;
    result.counts[static_cast<std::size_t>(outcome::pruned)] = 4;
    return result;
}

report nothing_ran() {
    report result = passed(0, 24, false, "no complete execution; 12 pruned by assume()");
    result.counts[static_cast<std::size_t>(outcome::pruned)] = 12;
    return result;
}

report lost_update() {
    report result = failed(outcome::failed, "a deposit was lost", 2, 12);
    result.shown = "the first 2 interleavings";
    place(result, "main", "examples/bank/lost_update.cpp", 41);
    result.failure->trace = trace_of("examples/bank/lost_update.cpp")
                                .add(1, "alice", operation_kind::start, "", 0, {{"seen", "100"}})
                                .add(2, "bob", operation_kind::start, "", 0, {{"seen", "100"}})
                                .add(1, "alice", operation_kind::checkpoint, "read", 14, {{"balance", "110"}})
                                .add(1, "alice", operation_kind::checkpoint, "wrote", 16)
                                .add(2, "bob", operation_kind::checkpoint, "read", 14, {{"balance", "120"}})
                                .add(2, "bob", operation_kind::checkpoint, "wrote", 16)
                                .add(0, "main", operation_kind::runner_wait)
                                .take();
    return result;
}

report fails_in_a_fiber() {
    report result = failed(outcome::failed, "expected: balance >= 0\nbalance is -20", 7, 41);
    place(result, "bob", "examples/bank/withdraw.cpp", 23);
    result.shown = "all 924 interleavings";
    result.executions = 924;
    result.steps = 5544;
    result.complete = true;
    result.counts[static_cast<std::size_t>(outcome::completed)] = 800;
    result.counts[static_cast<std::size_t>(outcome::failed)] = 124;
    result.failure->trace =
        trace_of("examples/bank/withdraw.cpp")
            .add(1, "alice", operation_kind::start)
            .add(2, "bob", operation_kind::start)
            .add(1, "alice", operation_kind::checkpoint, "checked", 19, {{"balance", "100"}, {"enough", "true"}})
            .add(2, "bob", operation_kind::checkpoint, "checked", 19, {{"balance", "20"}})
            .add(1, "alice", operation_kind::lock, "mutex 1", 27)
            .add(1, "alice", operation_kind::unlock, "mutex 1", 27)
            .take();
    return result;
}

report deadlock() {
    report result = failed(outcome::deadlocked, "nobody can go on", 4, 30);
    result.shown = "the first 4 interleavings";
    result.fibers_left_behind = 1;
    result.failure->trace = trace_of("src/transfer.cpp")
                                .add(1, "alice", operation_kind::start)
                                .add(1, "alice", operation_kind::lock, "mutex 1", 31)
                                .add(2, "bob", operation_kind::start)
                                .add(2, "bob", operation_kind::lock, "mutex 2", 31)
                                .take();
    result.failure->details = {"alice waits for mutex 2, which bob holds (transfer.cpp:32)",
                               "bob waits for mutex 1, which alice holds (transfer.cpp:32)",
                               "main waits for the fibers of its runner",
                               "1 fiber was left behind: the order to end, or a failure, met noexcept or catch (...)"};
    return result;
}

report many_details() {
    report result = failed(outcome::deadlocked, "nobody can go on", 1, 5000);
    for (int client = 0; client < 5000; ++client) {
        result.failure->details.push_back("client " + std::to_string(client) +
                                          " waits for channel 1 to have something");
    }
    trace_of steps("sim.cpp");
    for (std::size_t client = 0; client < 5000; ++client) {
        steps.add(client + 1, "client " + std::to_string(client), operation_kind::receive, "channel 1", 88);
    }
    result.failure->trace = steps.take();
    return result;
}

report step_limit() {
    report result = failed(outcome::step_limit, "more than 1000 steps (options::steps_max)", 1, 1000);
    result.executions = 0;
    trace_of steps("spin.cpp");
    steps.add(1, "writer", operation_kind::start).add(2, "reader", operation_kind::start);
    for (std::size_t round = 0; round < 998; ++round) {
        steps.add(2, "reader", operation_kind::checkpoint, "poll", 12, {{"flag", "false"}});
    }
    result.failure->trace = steps.take();
    result.failure->token = "fm1:4f2a91c0:";
    for (int choice = 0; choice < 998; ++choice) {
        result.failure->token += "Cx";
    }
    result.failure->token += ":w3Tz_";
    return result;
}

/// Rounds of two steps, cut off in one; before them steps that differ in a value.
report rounds() {
    report result = failed(outcome::step_limit, "more than 200 steps (options::steps_max)", 3, 212);
    result.executions = 2;
    trace_of steps("spin.cpp");
    for (std::size_t round = 0; round < 5; ++round) {
        steps.add(1, "writer", operation_kind::checkpoint, "count", 7, {{"n", std::to_string(round)}});
    }
    for (std::size_t round = 0; round < 97; ++round) {
        steps.add(2, "reader", operation_kind::checkpoint, "poll", 12);
        steps.add(3, "other", operation_kind::checkpoint, "wait", 31);
    }
    steps.add(2, "reader", operation_kind::checkpoint, "poll", 12);
    result.failure->trace = steps.take();
    return result;
}

report mark_in_the_middle() {
    report result = failed(outcome::failed, "std::runtime_error: no such account", 9, 420);
    place(result, "carol", "ledger.cpp", 77);
    trace_of steps("ledger.cpp");
    for (std::size_t step = 0; step < 200; ++step) {
        bool const is_carol = step < 90 && step % 3 == 2;
        steps.add(is_carol ? 3 : step % 2 + 1,
                  is_carol        ? "carol"
                  : step % 2 == 0 ? "alice"
                                  : "bob",
                  operation_kind::checkpoint, "entry " + std::to_string(step), 60 + step % 7);
    }
    result.failure->trace = steps.take();
    return result;
}

report diverged() {
    report result = failed(outcome::diverged, "the program did not repeat itself at step 3", 2, 9);
    result.failure->trace = trace_of("cache.cpp")
                                .add(1, "a", operation_kind::start)
                                .add(1, "a", operation_kind::checkpoint, "miss", 8)
                                .add(2, "b", operation_kind::start)
                                .take();
    result.failure->details = {"before: b: checkpoint 'miss' (cache.cpp:8)",
                               "now:    b: checkpoint 'hit' (cache.cpp:5)",
                               "something outlives an execution (a static, a global, a file), or depends on an address "
                               "or the time"};
    return result;
}

report twelve_fibers() {
    report result = failed(outcome::failed, "two leaders", 31, 900);
    place(result, "node 7", "raft.cpp", 210);
    trace_of steps("raft.cpp");
    for (std::size_t node = 0; node < 12; ++node) {
        steps.add(node + 1, "node " + std::to_string(node), operation_kind::start);
    }
    for (std::size_t node = 0; node < 12; ++node) {
        steps.add(node + 1, "node " + std::to_string(node),
                  node % 3 == 0 ? operation_kind::send : operation_kind::receive, "channel " + std::to_string(node + 1),
                  100 + node, node == 7 ? values{{"term", "2"}, {"votes", "7"}} : values{});
    }
    result.failure->trace = steps.take();
    return result;
}

report wide_names() {
    report result = failed(outcome::failed,
                           "the total of all accounts has to be what it was before the first transfer began, but it is "
                           "12345678901234567890 and was 12345678901234567899",
                           2, 20);
    std::string const first = "the first of the clients of the northern branch";
    std::string const second = "Zoë’s client in the southern branch (東京支店)";
    place(result, first, "/home/build/src/a/rather/deep/tree/of/folders/money/transfer_between_accounts_test.cpp",
          1234);
    result.failure->trace =
        trace_of("a/rather/deep/tree/transfer_between_accounts_test.cpp")
            .add(1, first, operation_kind::start)
            .add(1, first, operation_kind::checkpoint, "after_the_balance_of_the_source_account_was_read", 1210,
                 {{"balance", "100"}})
            .add(2, second, operation_kind::checkpoint, "before\nthe commit", 1220,
                 {{"balance_of_the_source_account", "12345678901234567890"}, {"balance_of_the_target", "42"}})
            .add(3, "c", operation_kind::function_entry, "money::transfer(money::account&, money::account&, long)", 0)
            .take();
    return result;
}

report without_a_trace() {
    report result = failed(outcome::failed, "std::bad_alloc", 1, 0);
    result.executions = 1;
    result.failure->token.clear();
    return result;
}

} // namespace

std::vector<report_case> report_cases() {
    return {
        {"ok", passed(1680, 15120, true, "all 1680 interleavings")},
        {"ok_left_behind", left_behind()},
        {"sampled", passed(10000, 412345, false, "10000 random samples, seed 7")},
        {"not_complete", passed(500, 4500, false, "the first 500 interleavings")},
        {"nothing_ran", nothing_ran()},
        {"nothing_at_all", {}},
        {"lost_update", lost_update()},
        {"fails_in_a_fiber", fails_in_a_fiber()},
        {"deadlock", deadlock()},
        {"many_details", many_details()},
        {"step_limit", step_limit()},
        {"rounds", rounds()},
        {"mark_in_the_middle", mark_in_the_middle()},
        {"diverged", diverged()},
        {"twelve_fibers", twelve_fibers()},
        {"wide_names", wide_names()},
        {"without_a_trace", without_a_trace()},
    };
}
