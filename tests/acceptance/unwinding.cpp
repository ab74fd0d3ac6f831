// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Exceptions pass operations: an execution that ends there ends as any other, and nothing that follows is missed.
#include "comparison.hpp"

using namespace acceptance;

namespace {

/// A callback that blocks until nobody can go on, while the thread that it belongs to leaves its scope, some way.
template <class Leave>
void leave_scope_of_blocked_callback(Leave const& leave) {
    compare([&] {
        std::string seen;
        fermata::stop_source source;
        fermata::latch never{2};
        fermata::binary_semaphore tries{0};
        fermata::thread stops{[&] {
            source.request_stop();
            seen += " stopped";
        }};
        fermata::thread leaves{[&, token = source.get_token()] {
            leave([&] {
                fermata::stop_callback callback{token, [&] {
                                                    seen += " called";
                                                    never.wait();
                                                }};
                if (tries.try_acquire()) {
                    seen += " left";
                    throw 1;
                }
            });
        }};
        fermata::thread releases{[&] {
            tries.release();
            never.count_down();
        }};
        stops.join();
        leaves.join();
        releases.join();
        return seen;
    });
}

} // namespace

TEST_CASE("an exception that is caught, on its way through a destructor that waits for ever in some executions") {
    leave_scope_of_blocked_callback([](auto const& scope) {
        try {
            scope();
        } catch (int) {
        }
    });
}

TEST_CASE("the same where it ends the thread") {
    leave_scope_of_blocked_callback([](auto const& scope) { scope(); });
}

TEST_CASE("a destructor that yields while an exception passes, and the execution ends there") {
    compare([] {
        struct yields {
            ~yields() noexcept(false) { fermata::this_thread::yield(); }
        };
        std::string seen;
        fermata::atomic<int> value{0};
        fermata::mutex first;
        fermata::mutex second;
        fermata::thread other{[&] {
            fermata::lock_guard const one{second};
            value = 1;
            fermata::lock_guard const two{first};
            seen += " other";
        }};
        fermata::thread throws{[&] {
            fermata::lock_guard const one{first};
            try {
                yields const later;
                if (value.load() == 0) {
                    seen += " throws";
                    throw 1;
                }
            } catch (int) {
            }
            fermata::lock_guard const two{second};
        }};
        other.join();
        throws.join();
        return seen;
    });
}
