// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "runner/scripted.hpp"

#include "runner/point_access.hpp"

namespace fermata::detail {

namespace {

bool is_enabled(execution const& program, fiber const& which) noexcept {
    return which.is_live() && program.enabled().contains(which.number);
}

} // namespace

void scripted::declare(point const& what, std::size_t owner) {
    order_.push_back({what, owner});
    ++members_[owner].points;
}

member* scripted::member_of(fiber const& which) noexcept {
    for (member& each : members_) {
        if (each.running == &which) {
            return &each;
        }
    }
    return nullptr;
}

bool scripted::arrived(execution const& program, member& who) {
    who.stands_at = nullptr;
    bool const has_ended = !who.running->is_live();
    operation const& next = program.pending(who.running->number);
    std::size_t const owner = static_cast<std::size_t>(&who - members_.data());
    declared_point* first_open = nullptr; // its own next one: a later one that it comes to is passed for good
    for (declared_point& each : order_) {
        if (each.member != owner) {
            continue;
        }
        bool matches = false;
        switch (each.what.kind()) {
        case point::kind_type::started: break; // it stands there from the beginning
        case point::kind_type::finished: matches = has_ended && !who.running->pruned; break;
        case point::kind_type::checkpoint:
            matches = !has_ended && next.kind == operation_kind::checkpoint &&
                      (each.site == next.site || program.sites[next.site].name == each.what.name());
            each.site = matches ? next.site : each.site;
            break;
        case point::kind_type::before:
        case point::kind_type::after:
            matches = !has_ended &&
                      next.kind == (each.what.kind() == point::kind_type::before ? operation_kind::function_entry
                                                                                 : operation_kind::function_exit) &&
                      program.function_at(next.site) == point_access::function(each.what);
            break;
        }
        if (first_open == nullptr && !each.stood) {
            first_open = &each;
        }
        if (matches && ++each.arrivals == each.what.occurrence() && &each == first_open) {
            each.stood = true;
            each.step = program.records.step;
            who.stands_at = &each;
        }
    }
    return who.stands_at != nullptr;
}

bool scripted::is_held(fiber const& which, bool holds_after_last) noexcept {
    member const* const who = member_of(which);
    if (who == nullptr || who->points == 0) {
        return false;
    }
    if (who->stands_at != nullptr && !who->stands_at->returned) {
        return true; // came early to a point whose turn comes later
    }
    if (who->points_returned == who->points) {
        return holds_after_last;
    }
    return who->stands_at != nullptr; // returned, and waits for its next turn
}

fiber* scripted::next_towards(execution& program, declared_point& target, bool holds_after_last, fiber const* caller) {
    if (!holds_after_last) { // who has had its last point runs to its end first
        for (member& each : members_) {
            if (each.points != 0 && each.points_returned == each.points && is_enabled(program, *each.running)) {
                return each.running;
            }
        }
    }
    fiber& owner = *members_[target.member].running;
    if (is_enabled(program, owner)) {
        return &owner;
    }
    for (std::uint32_t i = 0; i < program.fiber_count(); ++i) {
        fiber& each = program.at(i);
        if (&each != caller && is_enabled(program, each) && !is_held(each, holds_after_last)) {
            return &each;
        }
    }
    return nullptr;
}

fiber* scripted::next_of_rest(execution& program, fiber const* caller) {
    for (member& each : members_) {
        if (each.points != 0 && is_enabled(program, *each.running)) {
            return each.running;
        }
    }
    enabled_fibers const enabled = program.enabled().view();
    std::uint32_t next = last_ == no_fiber ? enabled.first() : enabled.next_after(last_);
    if (next == no_fiber) {
        next = enabled.first();
    }
    if (caller != nullptr && next == caller->number) {
        next = enabled.next_after(next) != no_fiber ? enabled.next_after(next) : enabled.first();
        next = next == caller->number ? no_fiber : next;
    }
    last_ = next;
    return next == no_fiber ? nullptr : &program.at(next);
}

} // namespace fermata::detail
