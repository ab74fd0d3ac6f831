// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "machine.hpp"

#include <fermata/fermata.hpp>

#include <array>
#include <deque>

namespace loops {

namespace {

using fermata::memory_order_seq_cst;
using fermata::source_location;

struct shared {
    std::array<fermata::atomic<int>, atomics> values{{{0}, {0}, {0}}};
    std::array<fermata::mutex, mutexes> locks;
    fermata::counting_semaphore<9> permits{0};
};

struct result {
    std::array<int, registers> values{};
    bool has_ended = false;
};

std::array<source_location, 5> const few_places{
    source_location::current(), //
    source_location::current(), //
    source_location::current(), //
    source_location::current(), //
    source_location::current(),
};

source_location place_of(program const& in, std::size_t at, source_location own = source_location::current()) {
    switch (in.places) {
    case places::none: return {};
    case places::few: return few_places[at % few_places.size()];
    case places::of_the_interpreter: break;
    }
    return own;
}

/// All that a thread is at is in this frame.
[[gnu::noinline]] void interpret(program const& in, std::size_t thread, shared& with, result& out) {
    std::array<int, registers> values{};
    std::size_t at = 0;
    while (true) {
        instruction const& each = in.threads[thread][at];
        source_location const where = place_of(in, at);
        int& its = values[each.reg];
        auto& atomic = with.values[each.object];
        ++at;
        switch (each.code) {
        case code::load: its = atomic.load(memory_order_seq_cst, where); break;
        case code::store: atomic.store(each.value, memory_order_seq_cst, where); break;
        case code::store_register: atomic.store(its, memory_order_seq_cst, where); break;
        case code::add: its = atomic.fetch_add(1, memory_order_seq_cst, where); break;
        case code::exchange: its = atomic.exchange(each.value, memory_order_seq_cst, where); break;
        case code::compare_exchange: {
            int expected = each.value;
            its = atomic.compare_exchange_strong(expected, each.to, memory_order_seq_cst, where) ? 1 : 0;
            break;
        }
        case code::set: its = each.value; break;
        case code::count: its = (its + 1) % 3; break;
        case code::jump_if: at = its == each.value ? each.to : at; break;
        case code::jump_unless: at = its != each.value ? each.to : at; break;
        case code::jump_below: at = its < each.value ? each.to : at; break;
        case code::jump: at = each.to; break;
        case code::yield: fermata::this_thread::yield(where); break;
        case code::lock: with.locks[each.object].lock(where); break;
        case code::unlock: with.locks[each.object].unlock(where); break;
        case code::try_lock: its = with.locks[each.object].try_lock(where) ? 1 : 0; break;
        case code::acquire: with.permits.acquire(where); break;
        case code::release: with.permits.release(1, where); break;
        case code::try_acquire: its = with.permits.try_acquire(where) ? 1 : 0; break;
        case code::choose: its = static_cast<int>(fermata::choose(2)); break;
        case code::wait: atomic.wait(each.value, memory_order_seq_cst, where); break;
        case code::notify: atomic.notify_all(where); break;
        case code::end: out = {values, true}; return;
        }
    }
}

} // namespace

void run(program const& what, std::string& final_state) {
    std::array<result, threads_max> results;
    shared with;
    struct keep {
        program const& of;
        shared& with;
        std::array<result, threads_max> const& results;
        std::string& state;
        ~keep() noexcept(false) {
            state = text_of([&](std::size_t i) { return with.values[i].load(); },
                            [&](std::size_t i, std::size_t j) { return results[i].values[j]; },
                            [&](std::size_t i) { return results[i].has_ended; }, of.threads.size());
        }
    } const kept{what, with, results, final_state};
    std::vector<fermata::thread> threads;
    for (std::size_t i = what.main_takes_part ? 1 : 0; i < what.threads.size(); ++i) {
        threads.emplace_back([&, i] { interpret(what, i, with, results[i]); });
    }
    if (what.main_takes_part) {
        interpret(what, 0, with, results[0]);
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

} // namespace loops
