// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/sync/stop_token.hpp>
#include <fermata/sync/thread.hpp>

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace fermata {

/// std::jthread under test: a thread that is told to stop, and joined, when it is destroyed.
class jthread {
public:
    using id = thread::id;

    jthread() noexcept : source_(nostopstate) {}

    /// Not a scheduling point. The function gets a stop_token first, if it takes one; for its start see thread.
    template <class Function, class... Arguments>
        requires(!std::same_as<std::remove_cvref_t<Function>, jthread>)
    explicit jthread(Function&& function, Arguments&&... arguments)
        : source_(source_location{}),
          thread_(start(source_, std::forward<Function>(function), std::forward<Arguments>(arguments)...)) {}

    jthread(jthread&&) noexcept = default;
    /// Scheduling points as those of the destructor, for the thread that was there.
    jthread& operator=(jthread&& other) noexcept(false) {
        if (this != &other) {
            stop_and_join();
            thread_ = std::move(other.thread_);
            source_ = std::move(other.source_);
        }
        return *this;
    }
    /// Scheduling points: request_stop() and join() if it is joinable, at no place in the source; otherwise the end of
    /// a stop_source, if there is one that has not requested a stop.
    ~jthread() noexcept(false) { stop_and_join(); }

    bool joinable() const noexcept { return thread_.joinable(); }
    id get_id() const noexcept { return thread_.get_id(); }
    /// Scheduling point if the thread has not ended. Misuse of one that is not joinable, and by the thread itself.
    void join(source_location where = source_location::current()) { thread_.join(where); }
    /// Not a scheduling point. The execution still waits for the thread's end. Misuse of one that is not joinable.
    void detach(source_location where = source_location::current()) { thread_.detach(where); }
    void swap(jthread& other) noexcept {
        source_.swap(other.source_);
        thread_.swap(other.thread_);
    }
    friend void swap(jthread& a, jthread& b) noexcept { a.swap(b); }

    stop_source get_stop_source() const noexcept { return source_; }
    stop_token get_stop_token() const noexcept { return source_.get_token(); }
    /// Scheduling point, and two after each callback, which this fiber calls: its end, and the look for another one.
    /// True if it was the first request.
    bool request_stop(source_location where = source_location::current()) { return source_.request_stop(where); }
    static unsigned hardware_concurrency() noexcept { return thread::hardware_concurrency(); }

private:
    template <class Function, class... Arguments>
    static thread start(stop_source const& source, Function&& function, Arguments&&... arguments) {
        if constexpr (std::is_invocable_v<std::decay_t<Function>, stop_token, std::decay_t<Arguments>...>) {
            return thread(std::forward<Function>(function), source.get_token(), std::forward<Arguments>(arguments)...);
        } else {
            return thread(std::forward<Function>(function), std::forward<Arguments>(arguments)...);
        }
    }
    /// Nobody says where: a default would be a line of this file.
    void stop_and_join() {
        if (joinable()) {
            request_stop(source_location{});
            if (joinable()) { // not where it is unwound
                join(source_location{});
            }
        }
    }

    stop_source source_;
    thread thread_;
};

} // namespace fermata
