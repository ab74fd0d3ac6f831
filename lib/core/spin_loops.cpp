// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "core/spin_loops.hpp"

#include "core/execution.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace fermata::detail {

namespace {
// Whoever reads that much in a row is no loop that waits, or one that is not worth so much memory.
constexpr std::size_t performed_max = 4096;
constexpr std::size_t visits_max = 16;
constexpr std::size_t rounds_max = 16;
} // namespace

void spin_loops::begin(bool on, bool rounds) {
    is_on = on;
    keeps_rounds = rounds;
    has_parked = false;
    known_.clear();
    marks_stacks_ = false;
    knows_unordered_ = false;
    begin_execution();
}

spin_loops::watched& spin_loops::watch(fiber& me) {
    for (watched& each : watching()) {
        if (each.whose == &me) {
            return each;
        }
    }
    if (is_watching_ == watched_.size()) {
        watched_.emplace_back();
    }
    watched& made = watched_[is_watching_++];
    made.whose = &me;
    made.is_parked = false;
    made.objects.clear();
    made.begin_anew();
    made.live = 0;
    made.left.begin(); // it may be of an execution that has ended while its fiber waited
    return made;
}

void spin_loops::learn(std::uint32_t site) {
    if (is_known(site)) {
        return;
    }
    known_.resize(std::max<std::size_t>(known_.size(), site + std::size_t{1}), false);
    known_[site] = true;
    marks_stacks_ = true;
    learnt = std::max(learnt, lesson::spin_loop);
}

void spin_loops::add_performed(fiber& me, watched& who, std::uint32_t performed) {
    if ((performed == 1 && !me.is_watched) || who.performed.size() >= performed_max) {
        who.begin_anew();
    }
    who.performed.push_back({me.owner->pending(me.number), me.idle_step, me.idle_clock, me.idle_frame});
}

void spin_loops::arrive_at_yield(fiber& me, std::uint32_t performed, void const* frame) {
    watched& who = watch(me);
    add_performed(me, who, performed);
    leave(who, reinterpret_cast<std::uintptr_t>(frame));
}

template <class See>
void spin_loops::watched::for_states(See const& see) {
    for (apart_vector<visit>* const all : {&first_visits, &visits}) {
        for (visit& each : *all) {
            see(each.state);
            see(each.anchor.state);
        }
    }
}

void spin_loops::leave(watched& who, std::uintptr_t live) {
    who.live = live;
    who.left.begin();
    who.for_states([&](live_stack const& each) { who.left.add(each); });
    who.left.leave();
}

void spin_loops::come_back_to_watched(fiber& me) {
    watched& who = watch(me);
    who.left.come_back(me.where->stack.bottom(), who.live,
                       [&](std::uintptr_t address, std::uintptr_t from, std::uintptr_t to) {
                           who.for_states([&](live_stack& each) { each.was_changed(address, from, to); });
                       });
}

// Between the loop and this stand two functions: the operation of the atomic, and before_atomic().
[[gnu::noinline]] spin_loops::arrival spin_loops::arrive(fiber& me, operation const& next, std::uint32_t performed,
                                                         void const* frame) {
    watched& who = watch(me);
    if (performed == 0) {
        who.begin_anew();
    } else {
        add_performed(me, who, performed);
    }
    bool const is_repeated = std::ranges::find(who.performed, next, &performed_operation::what) != who.performed.end();
    if (is_repeated && keeps_rounds) {
        learn(next.site);
    }
    bool const is_taken =
        (is_repeated || (keeps_rounds && is_known(next.site)) || !who.first_visits.empty() || !who.visits.empty()) &&
        now_.take(2, me.where->outermost);
    std::uintptr_t const live = is_taken ? now_.begin() : std::numeric_limits<std::uintptr_t>::max();
    if (is_taken && (is_repeated || (keeps_rounds && is_known(next.site)))) {
        if (callable const* const body = me.body.get()) { // what its function has captured is its own, too
            now_.add(body, body->bytes);
        }
        if (keeps_rounds) {
            compare_round(me, who, next);
        }
        if (is_repeated) {
            come_again(who, next, frame);
        }
    }
    if (recorder& records = me.owner->records; records.parkings.is_repeating()) {
        if (auto const* const before = records.parkings.next_of(me.number, records.step)) {
            park(who, before->objects);
        }
    }
    leave(who, live);
    return {static_cast<std::uint32_t>(who.performed.size()), who.is_parked};
}

/// With several reads in a round, others may come in between, and whether it was idle is known too late.
void spin_loops::tell_idle(fiber& me, std::span<performed_operation const> round) {
    if (std::ranges::count_if(round, &performed_operation::is_read) == 1) {
        apart_vector<std::uint64_t> steps;
        std::ranges::transform(round, std::back_inserter(steps), &performed_operation::step);
        has_parked = true; // that it is left out rests on the same
        me.owner->found_idle(me, steps);
    }
}

/// With where it was after the last round that was not idle. What had no value there may have any, as idle rounds leave
/// it: whether one is idle depends on nothing that idle rounds before it, or others meanwhile, have done.
void spin_loops::compare_round(fiber& me, watched& who, operation const& next) {
    auto const first =
        std::ranges::find_if(who.first_visits, [&](visit const& each) { return each.is_at(next, now_); });
    if (first == who.first_visits.end()) {
        if (who.first_visits.size() < visits_max) {
            who.first_visits.push_back({next, who.performed.size(), false, now_, {}, {}});
        }
        return;
    }
    if (!now_.is_what_follows(first->state)) {
        first->state = now_;
    } else if (!first->is_cut) { // otherwise it has read more than once
        tell_idle(me, std::span(who.performed).subspan(first->performed));
    }
    first->performed = who.performed.size();
    first->is_cut = false;
}

/// Whether it is the first of its kind there, which may have given a value to variables that had none.
bool spin_loops::is_new_round(visit& ended, std::span<performed_operation const> round) {
    bool const is_new = std::ranges::none_of(ended.rounds, [&](apart_vector<operation> const& each) {
        return std::ranges::equal(round, each, {}, &performed_operation::what);
    });
    if (is_new && ended.rounds.size() < rounds_max) {
        std::ranges::transform(round, std::back_inserter(ended.rounds.emplace_back()), &performed_operation::what);
    }
    return is_new;
}

void spin_loops::come_again(watched& who, operation const& next, void const* frame) {
    auto const seen = std::ranges::find_if(who.visits, [&](visit const& each) { return each.is_at(next, now_); });
    if (seen == who.visits.end()) {
        if (who.visits.size() < visits_max) {
            auto const before = std::find_if(who.performed.rbegin(), who.performed.rend(),
                                             [&](performed_operation const& each) { return each.what == next; });
            auto const length = static_cast<std::size_t>(before - who.performed.rbegin()) + 1;
            who.visits.push_back({next, who.performed.size(), false, now_, {}, {}});
            if (before->frame == frame) { // otherwise it was another call, and that is no round
                is_new_round(who.visits.back(), std::span(who.performed).last(length));
            }
        }
        return;
    }
    bool const is_same_call = now_.is_same_call(seen->state);
    if (!is_same_call) {
        seen->rounds.clear(); // variables without a value may hold what an earlier call has left there
    }
    bool const is_new = is_same_call && is_new_round(*seen, std::span(who.performed).subspan(seen->performed));
    if ((now_ == seen->state && !is_new) || comes_round(who, *seen)) {
        end_round(who, *seen);
    } else {
        std::swap(seen->state, now_);
        seen->performed = who.performed.size();
    }
}

/// Whether it is where it was several rounds ago, for the second time; then that visit is the one before.
bool spin_loops::comes_round(watched& who, visit& again) {
    earlier_visit& anchor = again.anchor;
    if (anchor.state.place() == 0) {
        anchor.state = again.state;
        anchor.performed = again.performed;
    }
    bool const is_there = now_ == anchor.state;
    bool const is_second = is_there && anchor.was_there;
    if (is_second) {
        again.performed = anchor.performed;
        again.state = now_;
    }
    anchor.was_there = anchor.was_there || is_there;
    if (++anchor.rounds == anchor.rounds_max || is_there) {
        anchor.rounds_max *= is_there ? 1 : 2;
        anchor.rounds = 0;
        anchor.state = now_;
        anchor.performed = is_second ? again.performed : who.performed.size();
    }
    return is_second;
}

/// The fiber is where it was at that visit, and the round was like one before.
void spin_loops::end_round(watched& who, visit& begun) {
    auto const round = std::span(who.performed).subspan(begun.performed);
    bool const was_written = std::ranges::any_of(round, [&](performed_operation const& each) {
        return each.what.object < written_.size() && written_[each.what.object] > each.clock;
    });
    if (recorder& records = who.whose->owner->records; !was_written && !records.is_repeating()) {
        parking_log::entry made{records.step, records.next_choice, who.whose->number, {}};
        for (performed_operation const& each : round) {
            if (each.is_read() && std::ranges::find(made.objects, each.what.object) == made.objects.end()) {
                made.objects.push_back(each.what.object);
            }
        }
        if (std::ranges::count_if(round, &performed_operation::is_read) > 1) {
            found_unordered_wait(); // whichever is written first; or between two reads of the same
        }
        park(who, made.objects);
        records.parkings.add(std::move(made));
    }
    std::size_t const kept = begun.performed;
    who.performed.resize(kept);
    for (visit& each : who.first_visits) {
        each.is_cut = each.is_cut || (each.performed > kept && !each.is_at(begun.next, begun.state));
        each.performed = std::min(each.performed, kept);
    }
    std::erase_if(who.visits, [&](visit const& each) { return each.performed > kept; });
}

void spin_loops::park(watched& who, apart_vector<std::uint32_t> const& objects) {
    who.objects = objects;
    who.is_parked = true;
    has_parked = true;
    ++parked;
}

void spin_loops::wake(execution& mine, std::uint32_t object) {
    for (watched& each : watching()) {
        if (each.is_parked && std::find(each.objects.begin(), each.objects.end(), object) != each.objects.end()) {
            each.is_parked = false;
            --parked;
            mine.enable(*each.whose);
        }
    }
}

apart_vector<std::uint32_t> const* spin_loops::parked_for(std::uint32_t fiber) const noexcept {
    auto const all = watching();
    auto const found = std::find_if(all.begin(), all.end(),
                                    [&](watched const& each) { return each.is_parked && each.whose->number == fiber; });
    return found != all.end() ? &found->objects : nullptr;
}

} // namespace fermata::detail
