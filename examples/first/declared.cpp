// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// The same two deposits in one declared order, stopped between the steps.
//! [declared]
#include <fermata/fermata.hpp>
#include <fmt/core.h>

int main() {
    int balance = 100;
    auto deposit = [&](int amount) {
        int seen = balance;
        fermata::checkpoint("read");
        balance = seen + amount;
        fermata::checkpoint("wrote");
    };
    fermata::starter alice{"alice", deposit, 10};
    fermata::starter bob{"bob", deposit, 20};
    fermata::runner runner{{alice, bob}, {alice.at("read"), bob.at("read"), alice.at("wrote"), bob.at("wrote")}};

    while (!runner.done()) {
        auto reached = runner.next();
        fmt::print("{:<18} balance {}\n", reached.point, balance); // the program stands still here
    }
}
//! [declared]
