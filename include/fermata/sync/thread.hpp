// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/core/callable.hpp>
#include <fermata/core/current.hpp>
#include <fermata/model/source_location.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <type_traits>
#include <utility>

namespace fermata {

class thread;

namespace this_thread {
struct access;
}

/// std::thread under test: a fiber that is started without a declared point. Starting one is no
/// scheduling point; its code up to its first operation is performed at once, before the next choice.
/// Outside an execution the function runs to its end in the constructor.
class thread {
public:
    /// Its order, its hash and what is printed of it do not depend on the interleaving. Starters have one, too.
    class id {
    public:
        id() = default;
        friend auto operator<=>(id const&, id const&) = default;
        template <class Character, class Traits>
        friend std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& to, id which) {
            return to << which.number_;
        }

    private:
        friend class thread;
        friend struct this_thread::access;
        friend struct std::hash<id>;
        id(std::uint64_t number, std::uint64_t value) noexcept : number_(number), value_(value) {}
        std::uint64_t number_ = 0; ///< from 1; the same in every execution
        std::uint64_t value_ = 0;
    };

    thread() noexcept = default;

    template <class Function, class... Arguments>
        requires(!std::same_as<std::remove_cvref_t<Function>, thread>)
    explicit thread(Function&& function, Arguments&&... arguments) {
        start(
            detail::make_callable<false>({}, std::forward<Function>(function), std::forward<Arguments>(arguments)...));
    }

    thread(thread&& other) noexcept : fiber_(std::exchange(other.fiber_, nullptr)), id_(std::exchange(other.id_, {})) {}
    thread& operator=(thread&& other) noexcept(false);

    /// Destroying a joinable thread fails the execution, and then joins it: a scheduling point at no place in the
    /// source.
    ~thread() noexcept(false);

    bool joinable() const noexcept { return id_ != id{}; }
    id get_id() const noexcept { return id_; }

    /// Scheduling point if the thread has not ended. Throws usage_error if it is not joinable, and for a
    /// thread that joins itself.
    void join(source_location where = source_location::current());
    /// Not a scheduling point. The execution still waits for the thread's end.
    void detach(source_location where = source_location::current());
    void swap(thread& other) noexcept {
        std::swap(fiber_, other.fiber_);
        std::swap(id_, other.id_);
    }
    friend void swap(thread& a, thread& b) noexcept { a.swap(b); }

    /// In a fiber always 2, so that what is explored does not depend on the machine.
    static unsigned hardware_concurrency() noexcept;

private:
    void start(detail::callable_handle body);

    detail::fiber* fiber_ = nullptr;
    id id_;
};

} // namespace fermata

template <>
struct std::hash<fermata::thread::id> {
    std::size_t operator()(fermata::thread::id which) const noexcept {
        return std::hash<std::uint64_t>{}(which.number_);
    }
};
