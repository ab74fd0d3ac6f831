// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/model/operation.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace fermata {

/// An operation that has been performed: the step from this scheduling point of the fiber to its next.
struct event {
    std::size_t step = 0;   ///< position in the execution, from 0
    std::size_t fiber = 0;  ///< number of the fiber, in the order of creation
    std::string fiber_name; ///< "alice"
    operation_kind kind{};  ///< what was performed
    std::string name;       ///< the checkpoint's name, or the object's ("mutex 1")
    std::string file;       ///< source file of the scheduling point, empty if there is none
    std::size_t line = 0;   ///< its line, from 1
    std::vector<std::pair<std::string, std::string>> values; ///< note() and choose() in this step, in their order

    friend bool operator==(event const&, event const&) = default;
};

/// "alice: checkpoint read"
std::string to_string(event const& value);

/// What came out of an execution: its events in their order.
struct trace {
    std::vector<event> events;

    friend bool operator==(trace const&, trace const&) = default;
};

/// One line an event, each ended by a line break.
std::string to_string(trace const& value);

} // namespace fermata
