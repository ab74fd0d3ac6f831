// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Statements that enclose nothing.
#include "wide_world.hpp"

#include <mutex>
#include <shared_mutex>

namespace generated::wide {

void performer::log(std::optional<int> got) { got.has_value() ? log(*got) : log('-'); }

void performer::stop_counting() {
    if (here_.users.fetch_sub(1) == 1) {
        here_.counted.reset();
        log('R');
    }
}

void performer::perform_wait(step const& each) {
    std::size_t const which = each.object;
    int const value = each.value;
    auto& mutex = here_.mutexes[which];
    auto& condition = here_.conditions[which];
    auto const is_ready = [&] { return here_.ready[which]; };
    bool was_ready = false;
    auto const log_end = [&](fermata::cv_status how) {
        log(how == fermata::cv_status::timeout ? 't' : 'n');
        log(is_ready() == was_ready ? ' ' : '!');
    };
    if (each.kind == kind::wait_any_shared) {
        std::shared_lock lock(here_.shared);
        here_.any.wait(lock);
        log('w');
        return;
    }
    std::unique_lock lock(mutex);
    was_ready = is_ready();
    switch (each.kind) {
    case kind::wait: condition.wait(lock); break;
    case kind::wait_ready: condition.wait(lock, is_ready); break;
    case kind::wait_for:
        if (value == 0) {
            log(condition.wait_for(lock, some_time, is_ready) ? 'r' : 't');
        } else {
            log_end(condition.wait_for(lock, some_time));
        }
        break;
    case kind::wait_any: here_.any.wait(lock); break;
    case kind::wait_any_ready: here_.any.wait(lock, is_ready); break;
    case kind::wait_any_for: log_end(here_.any.wait_for(lock, some_time)); break;
    default: // until it is asked to stop
        if (value == 0) {
            log(here_.any.wait_for(lock, token_, some_time, is_ready) ? 'r' : 's');
        } else {
            log(here_.any.wait(lock, token_, is_ready) ? 'r' : 's');
        }
        break;
    }
    change(which);
}

void performer::perform_operation(step const& each) {
    std::size_t const which = each.object;
    int const value = each.value;
    auto& atomic = here_.atomics[which];
    auto& mutex = here_.mutexes[which];
    auto& condition = here_.conditions[which];
    auto& channel = here_.channels[which];
    switch (each.kind) {
    case kind::load: log(atomic.load()); break;
    case kind::store: atomic.store(value); break;
    case kind::add: log(atomic.fetch_add(1)); break;
    case kind::compare_exchange: {
        int expected = value;
        log(atomic.compare_exchange_strong(expected, 1) ? '!' : '.');
        log(expected);
        break;
    }
    case kind::wait_atomic:
        atomic.wait(value == 2 ? 1 : 0);
        log('w');
        break;
    case kind::notify_atomic_one: atomic.notify_one(); break;
    case kind::notify_atomic_all: atomic.notify_all(); break;
    case kind::signal:
    case kind::signal_any: {
        std::unique_lock guard(mutex);
        here_.ready[which] = true;
        if (value != 2) { // 2: it notifies while who has timed out may wait for the mutex
            guard.unlock();
        }
        if (each.kind == kind::signal) {
            value == 0 ? condition.notify_all() : condition.notify_one();
        } else {
            value == 0 ? here_.any.notify_all() : here_.any.notify_one();
        }
        break;
    }
    case kind::notify_one: condition.notify_one(); break;
    case kind::notify_all: condition.notify_all(); break;
    case kind::notify_any_one: here_.any.notify_one(); break;
    case kind::notify_any_all: here_.any.notify_all(); break;
    case kind::send: try { channel.send(value);
        } catch (fermata::usage_error const&) {
            log('x');
        }
        break;
    case kind::receive: log(channel.receive()); break;
    case kind::try_receive: log(channel.try_receive()); break;
    case kind::look: log(static_cast<int>(channel.size()) + (channel.is_closed() ? 10 : 0)); break;
    case kind::close: channel.close(); break;
    case kind::acquire: here_.permits.acquire(); break;
    case kind::try_acquire:
        log((value == 0 ? here_.permits.try_acquire() : here_.permits.try_acquire_for(some_time)) ? 'a' : '-');
        break;
    case kind::release: here_.permits.release(); break;
    case kind::count_down: here_.gate.count_down(); break;
    case kind::wait_latch: here_.gate.wait(); break;
    case kind::try_latch: log(here_.gate.try_wait() ? 'o' : '-'); break;
    case kind::arrive_latch: here_.gate.arrive_and_wait(); break;
    case kind::arrive: static_cast<void>(here_.meeting.arrive()); break;
    case kind::arrive_and_wait:
        here_.meeting.arrive_and_wait();
        log('m');
        break;
    case kind::arrive_and_drop: here_.meeting.arrive_and_drop(); break;
    case kind::request_stop:
        if (stoppable_.joinable()) {
            log(stoppable_.request_stop() ? 'S' : '-');
        } else {
            log(here_.source.request_stop() ? 'S' : '-');
        }
        break;
    case kind::stop_requested: log(token_.stop_requested() ? 's' : '-'); break;
    case kind::stop_possible: log(token_.stop_possible() ? 'p' : '-'); break;
    case kind::once_throws:
        try {
            fermata::call_once(here_.flags[which], [&] {
                if (here_.atomics[0].load() <= value) {
                    throw raised();
                }
                log('1');
            });
        } catch (raised const&) {
            log('e');
        }
        break;
    case kind::start:
    case kind::start_stoppable: start(each); break;
    case kind::join: join(); break;
    case kind::choose: log(fermata::choose(2)); break;
    case kind::yield: fermata::this_thread::yield(); break;
    case kind::spin:
        while (atomic.load() < value) {
        }
        log('b');
        break;
    case kind::spin_try_acquire:
        while (!here_.permits.try_acquire()) {
        }
        log('a');
        break;
    case kind::spin_latch:
        while (!here_.gate.try_wait()) {
            fermata::this_thread::yield();
        }
        log('o');
        break;
    case kind::checkpoint:
        fermata::checkpoint("point");
        log(here_.checked = here_.checked * 3 + value);
        break;
    case kind::touch:
        fermata::checkpoint("touch", fermata::touches(here_.resources[which]));
        log(here_.touched[which] = here_.touched[which] * 3 + value);
        break;
    case kind::touch_atomic: fermata::checkpoint("atomic", fermata::touches(atomic, here_.channels[0])); break;
    case kind::read_plain: static_cast<void>(here_.plain.get()); break; // its value is no order's where there is a race
    case kind::write_plain: here_.plain = value; break;
    case kind::expect: fermata::expect(atomic.load() != value, "another value"); break;
    case kind::assume: fermata::assume(atomic.load() != value); break;
    case kind::raise:
        if (atomic.load() == value) {
            throw raised();
        }
        break;
    case kind::own_channel: {
        fermata::channel<int> own(1);
        fermata::thread other([&] { own.send(atomic.load()); });
        log(own.receive());
        other.join();
        break;
    }
    case kind::publish:
        if (!here_.is_made.exchange(true)) {
            here_.published.emplace(value);
            here_.is_published.store(true);
        }
        break;
    case kind::use_published:
        if (here_.is_published.load()) {
            log(here_.published->fetch_add(1));
        }
        break;
    case kind::use_counted:
        if (int users = here_.users.load(); users > 0 && here_.users.compare_exchange_strong(users, users + 1)) {
            log(here_.counted->fetch_add(1));
            stop_counting();
        }
        break;
    case kind::drop_counted:
        if (!here_.is_dropped.exchange(true)) {
            stop_counting();
        }
        break;
    default: perform_wait(each); break;
    }
}

} // namespace generated::wide
