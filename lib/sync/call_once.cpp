// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/sync/call_once.hpp>

#include "sync/object.hpp"

namespace fermata {

using namespace detail;

namespace {
constexpr std::uint32_t nobody_calls = 0;
constexpr std::uint32_t not_called = 1;
} // namespace

std::uint64_t once_flag::state() const noexcept {
    return std::uint64_t{stage_ != stage::during} << nobody_calls | std::uint64_t{stage_ == stage::before}
                                                                        << not_called;
}

once_flag::~once_flag() {
    note_destruction(identity_);
    if (waiting_.first != nullptr) {
        abandon(waiting_, identity_);
    }
}

void once_flag::go_to(stage next) noexcept {
    stage_ = next;
    next == stage::during ? disable_all(waiting_) : enable_all(waiting_);
}

namespace detail {

once_call::once_call(once_flag_here const& at) : flag_(at.flag), where_(at.where) {
    fiber* const me = fiber_at_operation();
    using stage = once_flag::stage;
    if (me != nullptr) {
        stand_in_queue(*me, flag_.waiting_, flag_.stage_ != stage::during,
                       operation_on(*me, operation_kind::call_once, access::write, flag_.identity_, at.where,
                                    operation_detail::enabled_where(nobody_calls) |
                                        operation_detail::writes_where(not_called)));
    }
    if (is_aborting()) {
        return;
    }
    if (flag_.stage_ == stage::during) {
        throw_misuse("call_once() in its own call would wait for ever", at.where);
    }
    order::acquire(flag_.identity_);
    is_mine_ = flag_.stage_ == stage::before;
    did(me, flag_.state(), is_mine_ ? access::write : access::read);
    if (is_mine_) {
        step_ = me != nullptr ? me->owner->records.step : 0;
        flag_.waiting_.holder = me;
        flag_.go_to(stage::during);
    }
}

void once_call::end(once_flag::stage next) {
    if (is_aborting()) {
        return;
    }
    if (fiber* const me = ordinary_fiber(); me != nullptr && me->owner->records.step != step_) {
        if (!reach(me, operation_kind::once_called, access::write, flag_.identity_, where_)) {
            return;
        }
        did(me, flag_.state(), access::write);
    }
    order::release(flag_.identity_);
    flag_.waiting_.holder = nullptr;
    flag_.go_to(next);
}

} // namespace detail
} // namespace fermata
