// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// One program, compiled with the threads of the library and with those of std: the names of a namespace are what
// the two structs below stand for, since a namespace is no template argument.
#include "support.hpp"

#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <thread>

using namespace std::chrono_literals;

namespace with_fermata {
namespace sync = fermata;
#include "both_namespaces.inc"
} // namespace with_fermata

namespace with_std {
namespace sync = std;
#include "both_namespaces.inc"
} // namespace with_std

TEST_CASE("both namespaces: the program gives the same result, in every order that was tried") {
    CHECK(with_std::program() == 42);
    CHECK(with_fermata::program() == 42); // outside of an execution nobody waits for anybody

    auto const report =
        fermata::explore([] { fermata::expect(with_fermata::concurrent_program() == 42); },
                         {.strategy = fermata::strategies::random{}, .executions_max = 2000, .seed = 1});
    CHECK_MESSAGE(report.ok(), to_string(report));
    CHECK(with_std::concurrent_program() == 42);
}

// A class that has one may derive from what has a virtual destructor.
static_assert(std::is_nothrow_destructible_v<fermata::mutex> && std::is_nothrow_destructible_v<fermata::timed_mutex> &&
              std::is_nothrow_destructible_v<fermata::recursive_mutex> &&
              std::is_nothrow_destructible_v<fermata::recursive_timed_mutex> &&
              std::is_nothrow_destructible_v<fermata::shared_timed_mutex>);
