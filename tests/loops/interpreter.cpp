// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "machine.hpp"

#include <fermata/fermata.hpp>

#include <array>
#include <optional>

namespace loops {

namespace {

using fermata::memory_order_seq_cst;
using fermata::source_location;

struct shared {
    explicit shared(program const& of) : sent(of.capacity), open(of.latch) {
        fermata::stop_source const first;
        stop = first.get_token();
        for (std::size_t i = 0; i < of.threads.size(); ++i) {
            if (has_source(of, i)) {
                sources[i] = first;
            }
        }
    }

    std::array<fermata::atomic<int>, atomics> values{{{0}, {0}, {0}}};
    std::array<fermata::mutex, mutexes> locks;
    fermata::counting_semaphore<9> permits{0};
    fermata::channel<int> sent;
    fermata::latch open;
    fermata::shared_mutex shared_lock;
    std::array<std::optional<fermata::stop_source>, threads_max> sources;
    fermata::stop_token stop;
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
        case code::count: its = (its + 1) % each.value; break;
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
        case code::send: with.sent.send(each.value, where); break;
        case code::receive: its = with.sent.receive(where).value_or(0); break;
        case code::try_receive: its = with.sent.try_receive(where).value_or(0); break;
        case code::size: its = static_cast<int>(with.sent.size(where)); break;
        case code::is_closed: its = with.sent.is_closed(where) ? 1 : 0; break;
        case code::close: with.sent.close(where); break;
        case code::count_down: with.open.count_down(1, where); break;
        case code::try_wait: its = with.open.try_wait(where) ? 1 : 0; break;
        case code::await_latch: with.open.wait(where); break;
        case code::lock_exclusive: with.shared_lock.lock(where); break;
        case code::try_lock_exclusive: its = with.shared_lock.try_lock(where) ? 1 : 0; break;
        case code::lock_shared: with.shared_lock.lock_shared(where); break;
        case code::try_lock_shared: its = with.shared_lock.try_lock_shared(where) ? 1 : 0; break;
        case code::unlock_exclusive: with.shared_lock.unlock(where); break;
        case code::unlock_shared: with.shared_lock.unlock_shared(where); break;
        case code::request_stop: its = with.sources[thread]->request_stop(where) ? 1 : 0; break;
        case code::drop_source: with.sources[thread].reset(); break;
        case code::stop_requested: its = with.stop.stop_requested(where) ? 1 : 0; break;
        case code::stop_possible: its = with.stop.stop_possible(where) ? 1 : 0; break;
        case code::end: out = {values, true}; return;
        }
    }
}

} // namespace

void run(program const& what, std::string& final_state) {
    std::array<result, threads_max> results;
    shared with(what);
    struct keep {
        program const& of;
        shared& with;
        std::array<result, threads_max> const& results;
        std::string& state;
        ~keep() noexcept(false) {
            end_state last;
            for (std::size_t i = 0; i < atomics; ++i) {
                last.values[i] = with.values[i].load();
            }
            last.in_channel = with.sent.size();
            last.is_closed = with.sent.is_closed();
            for (std::size_t i = 0; i < of.threads.size(); ++i) {
                last.threads.push_back(results[i].has_ended ? std::optional(results[i].values) : std::nullopt);
            }
            state = to_string(last);
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
