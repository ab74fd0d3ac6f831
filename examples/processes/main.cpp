// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A server and two workers, three real processes: the workers are driven in a declared order, and then in every order.
#include "http.hpp"

#include <fermata/fermata.hpp>
#include <fermata/process.hpp>
#include <fermata/process_starter.hpp>

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <string>

namespace {

namespace process = fermata::process;
namespace ready_when = fermata::process::ready_when;

void require(bool condition, char const* what) {
    if (!condition) {
        throw std::logic_error(std::string("this should have been so, and is not: ") + what);
    }
}

fermata::process_starter worker(std::string const& name, int port, int amount) {
    return {name, {WORKER_PROGRAM, std::to_string(port), std::to_string(amount)}};
}

void run() {
    int const port = process::free_port();
    auto const value = [port] { return example::request(port, "GET", "/value"); };
    process::executor store{{STORE_PROGRAM, std::to_string(port)},
                            ready_when::http("http://127.0.0.1:" + std::to_string(port) + "/value?ready=1")};
    process::executor sleeper{"sleep 1000"}; // whatever else the system has
    process::orchestrated const system{store, sleeper};

    fmt::print("In a declared order:\n");
    fermata::process_starter const alice = worker("alice", port, 10);
    fermata::process_starter const bob = worker("bob", port, 20);
    fermata::runner runner{{alice, bob}, {alice.at("read"), bob.at("read"), alice.at("wrote"), bob.at("wrote")}};
    for (std::string const expected : {"100", "100", "110", "120"}) {
        fermata::reached const here = runner.next();
        fmt::print("  {:16} the server has {}\n", fermata::to_string(here.point), value());
        require(value() == expected, "the value between the points");
    }
    runner.finish();

    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    options.stop_at_first_failure = false;
    fermata::report const report = fermata::explore(
        [&] {
            example::request(port, "POST", "/value/100");
            fermata::runner{{worker("alice", port, 10), worker("bob", port, 20)}}.finish();
            fermata::expect(value() == "130", "an addition was lost");
        },
        options);
    fmt::print("In every order: {} of {} interleavings lose an addition.\n", report.count(fermata::outcome::failed),
               report.executions);
    require(report.complete && !report.ok(), "the exploration is complete, and finds the lost addition");
}

} // namespace

int main() {
    try {
        run();
    } catch (std::exception const& error) {
        fmt::print("{}\n", error.what());
        return 1;
    }
}
