// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/doctest.hpp>
#include <fermata/fermata.hpp>

namespace programs {

inline fermata::options all_orders(bool stop_at_first_failure = true) {
    fermata::options options;
    options.strategy = fermata::strategies::all_orderings{};
    options.stop_at_first_failure = stop_at_first_failure;
    return options;
}

/// Two clients who pay in; in some orders a deposit is lost. Each gets its amount.
template <class Deposit, class Finally>
void two_clients(Deposit deposit, Finally finally) {
    int balance = 100;
    fermata::starter const alice{"alice", deposit, std::ref(balance), 10};
    fermata::starter const bob{"bob", deposit, std::ref(balance), 20};
    fermata::runner{{alice, bob}}.finish();
    finally(balance);
}

inline void deposit(int& balance, int amount) {
    int const seen = balance;
    fermata::checkpoint("read");
    balance = seen + amount;
    fermata::checkpoint("wrote");
}

} // namespace programs
