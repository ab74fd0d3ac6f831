// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/fermata.hpp>

#include <cstdio>

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

    runner.next();
    std::printf("balance %d\n", balance);
    runner.run_to(alice.at("wrote"));
    std::printf("balance %d\n", balance);
    runner.finish();
    std::printf("balance %d\n", balance);
}
