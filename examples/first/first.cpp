// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A lost deposit, found by running the program in every order.
//! [first]
#include <fermata/fermata.hpp>
#include <fmt/core.h>

int main() {
    fermata::report report = fermata::explore([] {
        int balance = 100; // fresh in every execution
        auto deposit = [&](int amount) {
            int seen = balance;
            fermata::checkpoint("read");
            balance = seen + amount;
        };
        fermata::starter alice{"alice", deposit, 10};
        fermata::starter bob{"bob", deposit, 20};
        fermata::runner{{alice, bob}}.finish();
        fermata::expect(balance == 130, "a deposit was lost");
    });
    fmt::print("{}", report);
}
//! [first]
