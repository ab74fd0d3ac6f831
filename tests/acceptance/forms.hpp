// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include "checkpointed_machine.hpp"
#include "machine.hpp"
#include "support.hpp"

#include <functional>
#include <string>

namespace acceptance {

/// Points of the machine that is not edited.
struct instrumented {
    using machine = acceptance::machine;

    static auto function(int phase) {
        return phase == 1 ? &machine::phase_1 : phase == 2 ? &machine::phase_2 : &machine::phase_3;
    }
    static fermata::point before(fermata::starter const& of, int phase, int occurrence = 1) {
        return of.before(function(phase), occurrence);
    }
    static fermata::point after(fermata::starter const& of, int phase, int occurrence = 1) {
        return of.after(function(phase), occurrence);
    }
    static fermata::point before_recurse(fermata::starter const& of, int occurrence) {
        return of.before(&machine::recurse, occurrence);
    }
    static fermata::point after_recurse(fermata::starter const& of, int occurrence) {
        return of.after(&machine::recurse, occurrence);
    }
    static fermata::point after_breaking(fermata::starter const& of) { return of.after(&machine::breaking); }
};

/// Points of the machine with explicit checkpoints.
struct checkpointed {
    using machine = checkpointed_machine;

    static fermata::point before(fermata::starter const& of, int phase, int occurrence = 1) {
        return of.at(fmt::format("before phase_{}", phase), occurrence);
    }
    static fermata::point after(fermata::starter const& of, int phase, int occurrence = 1) {
        return of.at(fmt::format("after phase_{}", phase), occurrence);
    }
    static fermata::point before_recurse(fermata::starter const& of, int occurrence) {
        return of.at("before recurse", occurrence);
    }
    static fermata::point after_recurse(fermata::starter const& of, int occurrence) {
        return of.at("after recurse", occurrence);
    }
    static fermata::point after_breaking(fermata::starter const& of) { return of.at("after breaking"); }
};

/// A starter that runs the machine.
template <class Machine>
fermata::starter starter_of(std::string_view name, Machine& runs) {
    return fermata::starter{name, &Machine::run, std::ref(runs)};
}

} // namespace acceptance
