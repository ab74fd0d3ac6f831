// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "states.hpp"

#include <algorithm>
#include <utility>

namespace loops {

namespace {

/// One operation of a thread.
class effect {
public:
    effect(program const& of, state& now, std::size_t thread, instruction const& what)
        : of_(of),
          now_(now),
          all_(now.common),
          mine_(now.threads[thread]),
          what_(what),
          its_(mine_.values[what.reg]),
          me_(static_cast<std::uint8_t>(thread)) {}

    bool perform() {
        ++mine_.at;
        switch (what_.code) {
        case code::lock:
        case code::unlock:
        case code::try_lock: return of_mutex();
        case code::acquire:
        case code::release:
        case code::try_acquire: return of_permits();
        case code::send:
        case code::receive:
        case code::try_receive:
        case code::size:
        case code::is_closed:
        case code::close: return of_channel();
        case code::count_down:
        case code::try_wait:
        case code::await_latch: return of_latch();
        case code::lock_exclusive:
        case code::try_lock_exclusive:
        case code::lock_shared:
        case code::try_lock_shared:
        case code::unlock_exclusive:
        case code::unlock_shared: return of_shared_mutex();
        case code::request_stop:
        case code::drop_source:
        case code::stop_requested:
        case code::stop_possible: of_stop(); return true;
        default: of_atomic(); return true;
        }
    }

private:
    void tell(bool what) { its_ = what ? 1 : 0; }
    /// What only tries goes on, and tells; the others are blocked.
    bool tries(code one, bool succeeds) {
        if (what_.code == one) {
            tell(succeeds);
        }
        return succeeds || what_.code == one;
    }

    void of_atomic() {
        std::uint8_t& value = all_.values[what_.object];
        switch (what_.code) {
        case code::load: its_ = value; break;
        case code::store: value = what_.value; break;
        case code::store_register: value = its_; break;
        case code::add:
            its_ = value++;
            expect(value < 20);
            break;
        case code::exchange:
            its_ = value;
            value = what_.value;
            break;
        case code::compare_exchange:
            tell(value == what_.value);
            value = its_ != 0 ? what_.to : value;
            break;
        case code::wait:
            mine_.sleeps = value == what_.value;
            mine_.at -= mine_.sleeps ? 1 : 0;
            break;
        case code::notify:
            for (std::size_t i = 0; i < of_.threads.size(); ++i) {
                instruction const& waits = of_.threads[i][now_.threads[i].at];
                now_.threads[i].sleeps = now_.threads[i].sleeps && waits.object != what_.object;
            }
            break;
        default: break;
        }
    }

    bool of_mutex() {
        std::uint8_t& holder = all_.holders[what_.object];
        if (what_.code == code::unlock) {
            expect(holder == me_);
            holder = nobody;
            return true;
        }
        expect(holder != me_);
        bool const is_free = holder == nobody;
        holder = is_free ? me_ : holder;
        return tries(code::try_lock, is_free);
    }

    bool of_permits() {
        if (what_.code == code::release) {
            expect(++all_.permits < 9);
            return true;
        }
        bool const has = all_.permits != 0;
        all_.permits -= has ? 1 : 0;
        return tries(code::try_acquire, has);
    }

    bool of_channel() {
        std::uint8_t const size = all_.in_channel();
        switch (what_.code) {
        case code::send:
            expect(!all_.is_closed); // nor may it be when others have taken something
            if (size == of_.capacity) {
                return false;
            }
            all_.sent[size] = what_.value;
            return true;
        case code::size: its_ = size; return true;
        case code::is_closed: tell(all_.is_closed); return true;
        case code::close: all_.is_closed = true; return true;
        default: // 0 where there is nothing
            its_ = all_.sent[0];
            std::shift_left(all_.sent.begin(), all_.sent.end(), 1);
            all_.sent.back() = 0;
            return size != 0 || all_.is_closed || what_.code == code::try_receive;
        }
    }

    bool of_latch() {
        if (what_.code == code::count_down) {
            expect(all_.latch-- != 0);
            return true;
        }
        return tries(code::try_wait, all_.latch == 0);
    }

    bool of_shared_mutex() {
        bool& is_shared_here = all_.holds_shared[me_];
        std::uint8_t& holder = all_.exclusive_holder;
        if (what_.code == code::unlock_exclusive || what_.code == code::unlock_shared) {
            bool const is_shared = what_.code == code::unlock_shared;
            expect(is_shared ? is_shared_here : holder == me_);
            is_shared_here = false;
            holder = is_shared ? holder : nobody;
            return true;
        }
        expect(holder != me_ && !is_shared_here);
        if (what_.code == code::lock_shared || what_.code == code::try_lock_shared) {
            is_shared_here = holder == nobody;
            return tries(code::try_lock_shared, is_shared_here);
        }
        bool const is_free = all_.is_free();
        holder = is_free ? me_ : holder;
        return tries(code::try_lock_exclusive, is_free);
    }

    void of_stop() {
        switch (what_.code) {
        case code::request_stop:
            expect(all_.has_source[me_]);
            tell(!std::exchange(all_.is_stop_requested, true));
            break;
        case code::drop_source: expect(std::exchange(all_.has_source[me_], false)); break;
        case code::stop_requested: tell(all_.is_stop_requested); break;
        default:
            tell(all_.is_stop_requested || std::ranges::find(all_.has_source, true) != all_.has_source.end());
            break;
        }
    }

    program const& of_;
    state& now_;
    common_state& all_;
    thread_state& mine_;
    instruction const& what_;
    std::uint8_t& its_;
    std::uint8_t me_;
};

} // namespace

std::uint8_t common_state::in_channel() const {
    return static_cast<std::uint8_t>(std::ranges::count_if(sent, [](std::uint8_t each) { return each != 0; }));
}

bool common_state::is_free() const {
    return exclusive_holder == nobody && std::ranges::find(holds_shared, true) == holds_shared.end();
}

bool perform(program const& of, state& now, std::size_t thread) {
    return effect(of, now, thread, of.threads[thread][now.threads[thread].at]).perform();
}

} // namespace loops
