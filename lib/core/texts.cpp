// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Compact records become text here, for the execution that somebody looks at.
#include "core/exception_text.hpp"
#include "core/execution.hpp"
#include "core/instrumented.hpp"

#include "model/event_text.hpp"

#include <fermata/model/error.hpp>

#include <cxxabi.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace fermata::detail {

std::string execution::name_of(fiber const& which) const {
    if (which.is_host()) {
        return "the caller";
    }
    if (which.thread_number != 0) {
        return "thread " + std::to_string(which.thread_number);
    }
    return which.body.get() != nullptr ? which.body->name : "main";
}

std::string execution::object_name(operation const& of) const {
    if (of.object == 0) {
        return {};
    }
    if (of.kind == operation_kind::join) {
        return name_of(at(of.object));
    }
    return std::string(to_string(identities.kind_of(of.object))) + " " + std::to_string(ranks_.of(*this, of.object));
}

event execution::make_event(std::size_t step) const {
    pending_operation const& from = records.events[step];
    event made;
    made.step = step;
    made.fiber = at(from.fiber).arrival;
    made.fiber_name = name_of(at(from.fiber));
    made.kind = from.operation.kind;
    site const& place = sites[from.operation.site];
    made.name = place.name.empty() ? object_name(from.operation) : place.name;
    if (place.line != 0) {
        made.file = place.file;
        made.line = place.line;
    }
    return made;
}

event execution::make_event_with_values(std::size_t step) const {
    event made = make_event(step);
    for (std::size_t i = records.next_choice; i-- > 0 && records.choices[i].step > step;) {
        choice const& taken = records.choices[i];
        if (taken.kind == choice::kind_type::value) {
            made.values.insert(made.values.begin(),
                               {"choose(" + std::to_string(taken.alternatives) + ")", std::to_string(taken.taken)});
        }
    }
    for (std::size_t i = 0; i < records.notes.size(); ++i) {
        kept_note const& note = records.notes[records.notes.size() - 1 - i];
        if (note.step <= step) {
            break;
        }
        made.values.insert(made.values.begin(), {note.name, note.value});
    }
    return made;
}

namespace {

struct valued {
    std::uint64_t step;
    std::uint32_t fiber;
    std::string name;
    std::string value;
};

} // namespace

fermata::trace execution::make_trace() const {
    std::vector<valued> values;
    for (std::size_t i = 0; i < records.next_choice; ++i) {
        choice const& made = records.choices[i];
        if (made.kind == choice::kind_type::value) {
            values.push_back({made.step, made.fiber, "choose(" + std::to_string(made.alternatives) + ")",
                              std::to_string(made.taken)});
        }
    }
    for (kept_note const& note : records.notes) {
        values.push_back({note.step, note.fiber, note.name, note.value});
    }
    std::stable_sort(values.begin(), values.end(), [](auto const& a, auto const& b) { return a.step < b.step; });

    fermata::trace made;
    made.events.reserve(records.step);
    std::size_t next = 0;
    // A value belongs to the step that was under way, or stands alone if that was another fiber's: main
    // and the code before a thread's first operation run between the steps.
    auto const add_values = [&](std::size_t before_step) {
        for (; next < values.size() && values[next].step <= before_step; ++next) {
            valued& each = values[next];
            std::uint32_t const fiber = at(each.fiber).arrival;
            if (made.events.empty() || made.events.back().fiber != fiber) {
                event alone;
                alone.step = each.step;
                alone.fiber = fiber;
                alone.fiber_name = name_of(at(each.fiber));
                made.events.push_back(std::move(alone));
            }
            made.events.back().values.emplace_back(std::move(each.name), std::move(each.value));
        }
    };
    for (std::size_t step = 0; step < records.step; ++step) {
        add_values(step);
        made.events.push_back(make_event(step));
    }
    add_values(records.step);
    return made;
}

fermata::schedule execution::make_schedule() const {
    auto const first = records.choices.begin();
    fermata::schedule made{{first, first + static_cast<std::ptrdiff_t>(records.next_choice)}};
    for (choice& each : made.choices) {
        each.taken = portable(each);
        each.fiber = each.fiber < count_ ? at(each.fiber).arrival : each.fiber;
    }
    return made;
}

std::vector<fiber const*> execution::fibers_in_order() const {
    std::vector<fiber const*> all(arrivals_);
    for (std::uint32_t i = 0; i < count_; ++i) {
        bool const is_of_this = at(i).identity + arrivals_ > fiber_serial_;
        if (is_of_this) {
            all[at(i).arrival] = &at(i);
        }
    }
    return all;
}

std::string execution::describe(pending_operation const& what) const {
    std::string text = name_of(at(what.fiber)) + ": " + std::string(to_string(what.operation.kind));
    site const& place = sites[what.operation.site];
    if (!place.name.empty()) {
        text += " '" + place.name + "'";
    } else if (std::string const object = object_name(what.operation); !object.empty()) {
        text += " " + object;
    }
    if (place.line != 0) {
        text += " (" + place_of(what.operation.site) + ")";
    }
    return text;
}

std::string execution::place_of(std::uint32_t number) const {
    site const& place = sites[number];
    if (place.line == 0 || is_in_standard_library(place.file)) {
        return {};
    }
    std::string_view file = place.file;
    file.remove_prefix(std::min(file.size(), file.find_last_of('/') + 1));
    return std::string(file) + ":" + std::to_string(place.line);
}

std::string readable_symbol(char const* symbol) {
    int status = 0;
    std::unique_ptr<char, void (*)(void*)> const readable(abi::__cxa_demangle(symbol, nullptr, nullptr, &status),
                                                          std::free);
    return status == 0 ? readable.get() : symbol;
}

std::string type_name(std::type_info const& type) { return readable_symbol(type.name()); }

std::string describe_exception(std::exception_ptr const& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (expectation_failed const& failed) {
        return failed.what();
    } catch (std::exception const& standard) {
        return type_name(typeid(standard)) + ": " + standard.what();
    } catch (...) {
        std::type_info const* const type = abi::__cxa_current_exception_type();
        return type != nullptr ? "an exception of type " + type_name(*type) : "an exception";
    }
}

} // namespace fermata::detail
