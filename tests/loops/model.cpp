// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "states.hpp"

#include <algorithm>
#include <map>

namespace loops {

namespace {

class model {
public:
    model(program const& of, std::size_t states_max) : of_(of), states_max_(states_max) {}

    std::set<std::string> ends() {
        state first;
        first.common.latch = of_.latch;
        for (std::size_t i = 0; i < of_.threads.size(); ++i) {
            first.common.has_source[i] = has_source(of_, i);
            go_on(first, i);
        }
        number_of(first);
        for (std::size_t i = 0; i < states_.size(); ++i) {
            for (std::size_t thread = 0; thread < of_.threads.size(); ++thread) {
                step(i, thread);
            }
        }
        std::set<std::string> found;
        for (std::size_t i = 0; i < states_.size(); ++i) {
            look_at_end(i, found);
        }
        return found;
    }

private:
    std::size_t number_of(state const& which) {
        auto const [found, is_new] = numbers_.try_emplace(which, states_.size());
        if (is_new) {
            if (states_.size() == states_max_) {
                throw not_known();
            }
            states_.push_back(which);
            next_.emplace_back();
        }
        return found->second;
    }

    /// Up to the next operation of that thread.
    void go_on(state& in, std::size_t thread) const {
        thread_state& mine = in.threads[thread];
        for (int steps = 0; steps < 200; ++steps) {
            instruction const& each = of_.threads[thread][mine.at];
            std::uint8_t& its = mine.values[each.reg];
            auto const jump = [&](bool does) { mine.at = does ? each.to : static_cast<std::uint8_t>(mine.at + 1); };
            switch (each.code) {
            case code::set:
                its = each.value;
                jump(false);
                break;
            case code::count:
                its = static_cast<std::uint8_t>((its + 1) % each.value);
                jump(false);
                break;
            case code::jump_if: jump(its == each.value); break;
            case code::jump_unless: jump(its != each.value); break;
            case code::jump_below: jump(its < each.value); break;
            case code::jump: jump(true); break;
            case code::end:
                mine.has_ended = true;
                in.common.ended[thread] = true;
                return;
            default: return;
            }
        }
        throw not_known();
    }

    void step(std::size_t from, std::size_t thread) {
        state now = states_[from];
        if (now.threads[thread].has_ended || now.threads[thread].sleeps) {
            return;
        }
        instruction const& each = of_.threads[thread][now.threads[thread].at];
        if (!perform(of_, now, thread)) {
            return;
        }
        for (std::uint8_t value = 0; value < (each.code == code::choose ? 2 : 1); ++value) {
            state next = now;
            if (each.code == code::choose) {
                next.threads[thread].values[each.reg] = value;
            }
            if (!next.threads[thread].sleeps) {
                go_on(next, thread);
            }
            std::size_t const to = number_of(next);
            next_[from].push_back(to);
        }
    }

    void look_at_end(std::size_t which, std::set<std::string>& found) const {
        common_state const& here = states_[which].common;
        std::size_t ended = 0;
        for (bool const each : here.ended) {
            ended += each ? 1 : 0;
        }
        if (ended == of_.threads.size()) {
            expect(here.holders[0] == nobody && here.holders[1] == nobody && here.is_free());
            found.insert("completed " + text(states_[which]));
            return;
        }
        // Everything that can come of it, and whether anything changes for others any more.
        std::vector<bool> is_reached(states_.size());
        std::vector<std::size_t> reached{which};
        bool changes = false;
        is_reached[which] = true;
        for (std::size_t i = 0; i < reached.size(); ++i) {
            for (std::size_t const next : next_[reached[i]]) {
                bool const differs = states_[next].common != here;
                expect(!(next == which && changes_on_the_way(which))); // it goes on for ever
                changes = changes || differs;
                if (!is_reached[next]) {
                    is_reached[next] = true;
                    reached.push_back(next);
                }
            }
        }
        if (!changes) {
            found.insert("stuck " + text(states_[which]));
        }
    }

    /// Whether one can come from there back to there by way of a state that others see.
    bool changes_on_the_way(std::size_t which) const {
        std::set<std::pair<std::size_t, bool>> seen{{which, false}};
        std::vector<std::pair<std::size_t, bool>> all{{which, false}};
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto const [from, has_changed] = all[i];
            for (std::size_t const next : next_[from]) {
                bool const changed = has_changed || states_[next].common != states_[which].common;
                if (next == which && changed) {
                    return true;
                }
                if (seen.emplace(next, changed).second) {
                    all.emplace_back(next, changed);
                }
            }
        }
        return false;
    }

    std::string text(state const& of) const {
        end_state last;
        std::ranges::copy(of.common.values, last.values.begin());
        last.in_channel = of.common.in_channel();
        last.is_closed = of.common.is_closed;
        for (std::size_t i = 0; i < of_.threads.size(); ++i) {
            auto& thread = last.threads.emplace_back();
            if (of.threads[i].has_ended) {
                std::ranges::copy(of.threads[i].values, thread.emplace().begin());
            }
        }
        return to_string(last);
    }

    program const& of_;
    std::size_t states_max_;
    std::map<state, std::size_t> numbers_;
    std::vector<state> states_;
    std::vector<std::vector<std::size_t>> next_;
};

} // namespace

std::optional<std::set<std::string>> ends_of(program const& what, std::size_t states_max) {
    try {
        return model(what, states_max).ends();
    } catch (not_known const&) {
        return std::nullopt;
    }
}

} // namespace loops
