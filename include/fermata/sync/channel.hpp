// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/object_access.hpp>
#include <fermata/core/wait_queue.hpp>
#include <fermata/model/operation.hpp>
#include <fermata/model/source_location.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace fermata {

namespace detail {

/// The part of a channel that does not depend on what it carries.
class channel_base {
public:
    channel_base(channel_base const&) = delete;
    channel_base& operator=(channel_base const&) = delete;

    /// Scheduling point in a fiber. Those who wait go on; nothing can be sent any more.
    void close(source_location where = source_location::current());
    /// Scheduling point in a fiber.
    [[gnu::noinline]] bool is_closed(source_location where = source_location::current()) const {
        look_at(operation_kind::is_closed, where);
        return closed_;
    }
    std::size_t capacity() const noexcept { return capacity_; }

protected:
    explicit channel_base(std::size_t capacity) noexcept : capacity_(capacity) {}
    /// Misuse if somebody waits.
    ~channel_base();

    /// Scheduling points; return when there is room or the channel is closed (there is a value, or it is
    /// closed and empty). False outside a fiber if that does not hold.
    bool await_room(source_location where);
    bool await_value(source_location where);
    /// A value has been put in (taken out): who waited for that may go on.
    void changed(std::size_t size);
    /// Scheduling points; see before_atomic() for what may not be inlined. False if there is nothing to take, and in an
    /// execution that is given up.
    [[gnu::noinline]] bool finds_value(source_location const& where);
    [[gnu::noinline]] void look_at(operation_kind kind, source_location const& where) const;
    std::uint64_t state() const noexcept;
    [[noreturn]] static void reject(char const* what);
    /// Throws, but not in an execution that is given up.
    static void reject_closed();

    friend struct object_access;
    object_identity& identity() noexcept { return identity_; }

    wait_queue senders_;
    wait_queue receivers_;
    mutable object_identity identity_{object_kind::channel};
    std::size_t capacity_;
    std::size_t size_ = 0;
    bool closed_ = false;
};

} // namespace detail

/// A queue between fibers, in order. Outside of fibers (in a simulation's own loop) it is a plain queue,
/// and sending to it lets the receivers that wait go on.
template <class T>
class channel : public detail::channel_base {
public:
    /// Capacity 0 is a usage_error; the default is without bound.
    explicit channel(std::size_t capacity = std::numeric_limits<std::size_t>::max()) : channel_base(capacity) {
        if (capacity == 0) {
            reject("a channel needs a capacity of at least 1");
        }
    }

    /// Scheduling point; not enabled while the channel is full. Throws usage_error if it is closed, and
    /// if it is full outside a fiber.
    void send(T value, source_location where = source_location::current()) {
        if (!await_room(where)) {
            reject("send() to a full channel outside a fiber would wait for ever");
        }
        if (closed_) {
            reject_closed();
            return;
        }
        values_.push_back(std::move(value));
        changed(values_.size());
    }

    /// Scheduling point; not enabled while the channel is empty and open. Empty if it is closed.
    /// Outside a fiber an open channel that is empty is a usage_error.
    std::optional<T> receive(source_location where = source_location::current()) {
        if (!await_value(where)) {
            reject("receive() from an empty channel outside a fiber would wait for ever");
        }
        return take();
    }

    /// Scheduling point in a fiber, before it takes a value if there is one.
    [[gnu::noinline]] std::optional<T> try_receive(source_location where = source_location::current()) {
        return finds_value(where) ? take() : nothing();
    }

    /// Scheduling point in a fiber, before it looks how many values are in it.
    [[gnu::noinline]] std::size_t size(source_location where = source_location::current()) const {
        look_at(operation_kind::size, where);
        return values_.size();
    }

private:
    /// Where it is returned in registers, none of its bytes is without a value: they come to lie in the frame of
    /// whoever may wait with it in a loop, and what is in that frame tells whether it does.
    static std::optional<T> nothing() {
        if constexpr (std::is_trivially_copyable_v<std::optional<T>>) {
            return std::bit_cast<std::optional<T>>(std::array<std::byte, sizeof(std::optional<T>)>{});
        } else {
            return std::nullopt;
        }
    }
    std::optional<T> take() {
        if (values_.empty()) {
            return std::nullopt;
        }
        std::optional<T> value = nothing();
        value.emplace(std::move(values_.front()));
        values_.pop_front();
        changed(values_.size());
        return value;
    }

    std::deque<T> values_;
};

} // namespace fermata
