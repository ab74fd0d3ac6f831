// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/source_location.hpp>
#include <fermata/suite/message_board.hpp>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace fermata::suite {

/// Something that the first who comes builds, all use, and the last who goes takes down; in whichever process, thread
/// or fiber they are. A trail ends when its count is back at 0, and the next start() opens a new one.
///
///     suite::trail database("database");
///     std::string const address = database.start([] { return start_server(); });   // one starts it, all get its
///     address … if (database.finish()) { stop_server(address); }
///
/// Between the calls nothing is locked, so trails nest in any order. A consumer whose process dies is counted no more.
/// In a fiber each call is a scheduling point, and waiting parks the fiber.
class trail {
public:
    explicit trail(std::string_view name);
    trail(trail const&) = delete;
    trail& operator=(trail const&) = delete;
    /// Leaves, as finish() does, if start() was called more often than finish().
    ~trail();

    /// Joins; true for the first. If this object has joined already, once more.
    bool start(source_location where = source_location::current());
    /// Leaves; true for the last. Throws usage_error if this object has not joined.
    bool finish(source_location where = source_location::current());

    /// From the first, for all.
    template <class T>
    void set(T const& value, source_location where = source_location::current()) {
        put(detail::to_board(value), where);
    }
    /// What the first has set; waits for it. Throws fermata::error if the first is gone without, or the time has
    /// passed.
    template <class T = std::string>
    T get(std::chrono::nanoseconds at_most = std::chrono::minutes(10),
          source_location where = source_location::current()) {
        return detail::from_board<T>(wait_for_value(at_most, where));
    }

    /// Joins; the first makes the value, and all return it. If the first dies, or its `make` throws, another becomes
    /// it.
    template <class Make>
    auto start(Make make, std::chrono::nanoseconds at_most = std::chrono::minutes(10),
               source_location where = source_location::current()) -> detail::board_type<decltype(make())> {
        std::function<std::string()> const made = [&] { return detail::to_board(make()); };
        return detail::from_board<detail::board_type<decltype(make())>>(join(made, at_most, where));
    }

    std::string const& name() const noexcept { return name_; }

private:
    void put(std::string const& value, source_location where);
    std::string wait_for_value(std::chrono::nanoseconds at_most, source_location where);
    std::string join(std::function<std::string()> const& make, std::chrono::nanoseconds at_most, source_location where);
    bool leave();

    std::string name_;
    std::string object_; ///< what tells it from other consumers of this process
    int process_;        ///< that has made it: a forked one is no consumer
    int joined_ = 0;
};

} // namespace fermata::suite
