// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What is said of fibers that cannot go on.
#include "core/execution.hpp"

#include <algorithm>
#include <string_view>

namespace fermata::detail {

namespace {

constexpr std::size_t lines_max = 8;

/// "alice", "alice and bob", "alice, bob and 3 others".
std::string listed(std::vector<std::string> const& names) {
    constexpr std::size_t shown_max = 3;
    std::size_t const shown = names.size() > shown_max ? shown_max - 1 : names.size();
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        bool const is_last = i + 1 == names.size();
        text += (i == 0 ? "" : is_last ? " and " : ", ") + names[i];
    }
    return shown == names.size() ? text : text + " and " + std::to_string(names.size() - shown) + " others";
}

} // namespace

std::uint32_t execution::condition_waited_for(fiber const& which) const noexcept {
    operation_kind const kind = pending(which.number).kind;
    if (kind == operation_kind::atomic_wait && !enabled_.contains(which.number)) {
        return pending(which.number).object + 1; // the waiters of the atomic
    }
    bool const is_in_wait = kind == operation_kind::relock || kind == operation_kind::wake;
    bool const is_waiting = is_in_wait && which.waits_on != nullptr && !which.waits_on->was_notified;
    return is_waiting && !enabled_.contains(which.number) ? which.waits_on->condition : 0;
}

namespace {

/// What it waits for (is about to do), where the name of the object follows.
struct phrases {
    std::string_view waits;
    std::string_view is_about;
};

phrases phrases_of(operation_kind kind, object_kind object) {
    switch (kind) {
    case operation_kind::lock: return {" waits for ", " is about to lock "};
    case operation_kind::lock_shared: return {" waits for a shared lock of ", " is about to lock, shared, "};
    case operation_kind::relock: return {" waits for ", " is about to lock again "};
    case operation_kind::receive: return {" waits for a value from ", " is about to receive from "};
    case operation_kind::send: return {" waits for room in ", " is about to send to "};
    case operation_kind::acquire: return {" waits for a release of ", " is about to acquire "};
    case operation_kind::call_once: return {" waits for the end of the call of ", " is about to call with "};
    case operation_kind::callback_wait: return {" waits for the end of ", " is about to leave "};
    case operation_kind::join: return {" waits for the end of ", " is about to join "};
    case operation_kind::wait:
        return object == object_kind::barrier ? phrases{" waits for more to arrive at ", " is about to leave "}
                                              : phrases{" waits for more to count down ", " is about to pass "};
    default: return {};
    }
}

} // namespace

namespace {

std::string describe_outside(fiber const& which) {
    outside_wait const* const what = which.outside;
    if (what == nullptr || what->what != nullptr) {
        return what == nullptr ? "the outside" : what->what;
    }
    if (what->count == 0) {
        return "a time";
    }
    return "file descriptor " + std::to_string(what->descriptors[0].number) +
           (what->count > 1 ? " and " + std::to_string(what->count - 1) + " more" : "");
}

} // namespace

std::string execution::describe_wait_alone(fiber const& which) const {
    std::string text = name_of(which);
    if (which.state == fiber_state::unstarted) {
        return text + " has not started";
    }
    operation const& next = pending(which.number);
    bool const waits = !enabled_.contains(which.number);
    if (std::uint32_t const condition = condition_waited_for(which); condition != 0) {
        return text + " waits to be notified by " + object_name({{}, {}, 0, 0, condition});
    }
    if (spins.parked_for(which.number) != nullptr) {
        bool const is_atomic = identities.kind_of(next.object) == object_kind::atomic;
        return text + (is_atomic ? " reads " : " looks at ") + object_name(next) + " again and again";
    }
    if (phrases const say = phrases_of(next.kind, identities.kind_of(next.object)); !say.waits.empty()) {
        text += std::string(waits ? say.waits : say.is_about) + object_name(next);
    } else {
        switch (next.kind) {
        case operation_kind::runner_wait:
            text += waits_for_all_ == &which ? " waits for the end of all" : " waits for the fibers of its runner";
            break;
        case operation_kind::progress: text += " waits for progress of another fiber"; break;
        case operation_kind::wait_until: text += " waits until its predicate holds"; break;
        case operation_kind::atomic_wait: text += " is about to look at " + object_name(next); break;
        case operation_kind::wake:
        case operation_kind::wake_early:
            text += which.waits_on != nullptr && which.waits_on->was_notified ? " was notified by "
                                                                              : " waits to be notified by ";
            text += object_name(next);
            break;
        case operation_kind::outside: text += " waits for " + describe_outside(which); break;
        default:
            text += " stands before " + std::string(to_string(next.kind));
            if (!sites[next.site].name.empty()) {
                text += " '" + sites[next.site].name + "'";
            }
        }
    }
    if (!waits || which.queue == nullptr) {
        return text;
    }
    if (fiber const* const holder = which.queue->holder) {
        bool const runs_it = next.kind == operation_kind::call_once;
        text += holder == &which ? (runs_it ? ", which it makes itself" : ", which it holds itself")
                : holder->state == fiber_state::ended ? ", which " + name_of(*holder) + " held when it ended"
                                                      : ", which " + name_of(*holder) + (runs_it ? " makes" : " holds");
    } else if (which.queue->holders != nullptr && !which.queue->holders->empty()) {
        std::vector<std::string> names;
        for (fiber const* each : *which.queue->holders) {
            names.push_back(each == nullptr ? "the caller" : each == &which ? "it itself" : name_of(*each));
        }
        text += ", which " + listed(names) + (names.size() == 1 ? " holds" : " hold");
    }
    return text;
}

std::string execution::describe_wait(fiber const& which) const {
    std::string const place = which.state == fiber_state::unstarted ? "" : place_of(pending(which.number).site);
    return describe_wait_alone(which) + (place.empty() ? "" : " (" + place + ")");
}

std::vector<std::string> execution::describe_waits() const {
    std::vector<std::string> lines;
    std::vector<fiber const*> const cycle = find_cycle();
    if (!cycle.empty()) {
        // Who holds what is said by the one before; for the first, by the last.
        std::string line;
        for (fiber const* each : cycle) {
            line += (line.empty() ? "" : "; ") + describe_wait(*each);
        }
        operation const& last = pending(cycle.back()->number);
        bool const holds = cycle.size() > 1 && cycle.back()->queue != nullptr && last.object != 0;
        if (holds) {
            std::string const first = name_of(*cycle.front());
            line = first + (last.kind == operation_kind::call_once ? " runs the call of " : " holds ") +
                   object_name(last) + " and" + line.substr(first.size());
        }
        lines.push_back(std::move(line));
    }
    std::size_t more = 0;
    for (std::uint32_t i = 0; i < count_; ++i) {
        if (at(i).is_live() && std::find(cycle.begin(), cycle.end(), &at(i)) == cycle.end()) {
            lines.size() < lines_max ? lines.push_back(describe_wait(at(i))) : static_cast<void>(++more);
        }
    }
    if (more != 0) {
        lines.push_back("and " + std::to_string(more) + " more");
    }
    return lines;
}

std::string execution::place_of_last(std::uint32_t object, fiber const& by) const {
    for (std::size_t step = records.step; step-- > 0;) {
        pending_operation const& each = records.events[step];
        if (each.fiber == by.number && each.operation.object == object) {
            return place_of(each.operation.site);
        }
    }
    return {};
}

std::string execution::describe_lost_wakeup() const {
    if (!find_cycle().empty()) {
        return {};
    }
    fiber const* first = nullptr;
    std::size_t others = 0;
    for (std::uint32_t i = 0; i < count_; ++i) {
        fiber const& each = at(i);
        std::vector<fiber const*> const others_needed = waited_for(each);
        bool const waits_for_living = std::any_of(others_needed.begin(), others_needed.end(),
                                                  [](fiber const* needed) { return needed->is_live(); });
        if (!each.is_live() || enabled_.contains(i) || waits_for_living) {
            continue;
        }
        if (condition_waited_for(each) == 0) {
            return {}; // it waits for something else, which the others may need
        }
        others += first != nullptr ? 1 : 0;
        first = first == nullptr ? &each : first;
    }
    if (first == nullptr) {
        return {};
    }
    std::string text = "lost wake-up: " + describe_wait(*first) + ", and nobody is left who could";
    if (others != 0) {
        text += ", and so " + std::string(others == 1 ? "does 1 other" : "do " + std::to_string(others) + " others");
    }
    // When it began to wait, and the last notification of that condition.
    std::uint32_t const condition = condition_waited_for(*first);
    std::size_t waited = records.step;
    std::size_t notified = records.step;
    for (std::size_t step = 0; step < records.step; ++step) {
        pending_operation const& each = records.events[step];
        bool const looks = each.operation.kind == operation_kind::atomic_wait;
        if (each.operation.object + (looks ? 1 : 0) != condition) {
            continue;
        }
        if ((looks || each.operation.kind == operation_kind::condition_wait) && each.fiber == first->number) {
            waited = step;
        } else if (each.operation.kind == operation_kind::notify_one ||
                   each.operation.kind == operation_kind::notify_all) {
            notified = step;
        }
    }
    if (notified == records.step) {
        return text + "; nobody has notified it";
    }
    pending_operation const& last = records.events[notified];
    return text + "; the last " + std::string(to_string(last.operation.kind)) + ", by " + name_of(at(last.fiber)) +
           " (" + place_of(last.operation.site) + "), " + (notified < waited ? "was before it waited" : "woke another");
}

} // namespace fermata::detail
