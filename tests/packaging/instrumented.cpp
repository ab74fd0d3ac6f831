// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/fermata.hpp>

#include <cstdio>

static int balance = 100;

static void deposit(int amount) { balance += amount; }

int main() {
    fermata::starter alice{"alice", [] {
                               deposit(10);
                               deposit(20);
                           }};
    fermata::runner runner{{alice}, {alice.after(&deposit)}};
    runner.next();
    std::printf("balance %d\n", balance);
    runner.finish();
    std::printf("balance %d\n", balance);
}
