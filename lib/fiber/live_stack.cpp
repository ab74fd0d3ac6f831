// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/live_stack.hpp"

#include "fiber/frame_rules.hpp"
#include "fiber/sanitizer.hpp"
#include "fiber/stack_words.hpp"

#include <unwind.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>

#if defined(FERMATA_ADDRESS_SANITIZER)
// Not in every version of the header.
extern "C" {
void* __asan_get_current_fake_stack(void);
void* __asan_addr_is_in_fake_stack(void* fake_stack, void* address, void** begin, void** end);
}
#endif

namespace fermata::detail {

namespace {

constexpr std::size_t words_max = 64 * 1024 / sizeof(std::uintptr_t);
constexpr std::size_t marked_words = 4096 / sizeof(std::uintptr_t);

// What a function keeps for its caller, by the numbers of the platform's DWARF; the others are dead at a call.
#if defined(__x86_64__)
constexpr int kept_registers[] = {3, 6, 12, 13, 14, 15}; // rbx, rbp, r12 to r15
#elif defined(__aarch64__)
constexpr int kept_registers[] = {19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29};
#else
constexpr int kept_registers[] = {-1};
#endif

struct asked {
    apart_vector<std::uintptr_t>* words;
    int frames_below = 0;
    std::uintptr_t from = 0;    ///< the lowest live word
    std::uintptr_t callers = 0; ///< from there on it is its callers', but for its return address
};

/// The rules of this thread's frames, and for which loops they were compared with what the unwinder says.
struct known_frames {
    struct loop {
        std::uintptr_t place = 0;
        std::uintptr_t below = 0; ///< where the function goes on that it has called
        bool is_same = false;
    };
    frame_rules rules;
    std::array<loop, frame_rules::slots> loops{};
};
thread_local constinit known_frames frames;

_Unwind_Reason_Code look_at_frame(_Unwind_Context* frame, void* argument) {
    asked& what = *static_cast<asked*>(argument);
    if (what.from != 0) {
        what.callers = _Unwind_GetCFA(frame);
        return _URC_END_OF_STACK;
    }
    if (what.frames_below-- != 0) {
        return _URC_NO_REASON;
    }
    what.words->push_back(_Unwind_GetIP(frame)); // compilers unroll loops: each round is at another place then
    for (int const each : kept_registers) {
        what.words->push_back(_Unwind_GetGR(frame, each));
    }
    what.from = _Unwind_GetCFA(frame); // of the frame below, which is where this one's live words begin
    return _URC_NO_REASON;
}

#if defined(__x86_64__) && !defined(__ILP32__)
[[gnu::always_inline]] inline frame_state here() noexcept {
    frame_state state;
    asm volatile("movq %%rbx, 0(%0)\n\t"
                 "movq %%rbp, 8(%0)\n\t"
                 "movq %%r12, 16(%0)\n\t"
                 "movq %%r13, 24(%0)\n\t"
                 "movq %%r14, 32(%0)\n\t"
                 "movq %%r15, 40(%0)\n\t"
                 "movq %%rsp, 0(%1)\n\t"
                 "leaq 0(%%rip), %%rax\n\t"
                 "movq %%rax, 0(%2)"
                 :
                 : "r"(state.registers.data()), "r"(&state.stack_pointer), "r"(&state.place)
                 : "rax", "memory");
    return state;
}
#else
frame_state here() noexcept { return {}; }
#endif

/// The same as with the unwinder, which is asked where that is not known yet. False where only the unwinder knows.
[[gnu::always_inline]] inline bool look_by_rules(asked& what, frame_state at) {
    std::uintptr_t below = 0;
    for (int i = 0; i < what.frames_below; ++i) {
        below = at.place;
        if (!frames.rules.leave(at, i != 0)) {
            return false;
        }
    }
    frame_state caller = at;
    if (!frames.rules.leave(caller, true)) {
        return false;
    }
    known_frames::loop& its = frames.loops[frame_rules::slot_of(at.place)];
    if (its.place != at.place || its.below != below) [[unlikely]] {
        _Unwind_Backtrace(&look_at_frame, &what);
        apart_vector<std::uintptr_t> const& words = *what.words;
        its = {at.place, below, false};
        its.is_same = words.size() == frame_state::kept + 1 && words[0] == at.place && what.from == at.stack_pointer &&
                      what.callers == caller.stack_pointer &&
                      std::equal(at.registers.begin(), at.registers.end(), words.begin() + 1);
        return true;
    }
    if (!its.is_same) {
        return false;
    }
    what.words->push_back(at.place);
    what.words->insert(what.words->end(), at.registers.begin(), at.registers.end());
    what.from = at.stack_pointer;
    what.callers = caller.stack_pointer;
    return true;
}

/// The bytes of a word that are not the same in two others are those of the second one.
std::uintptr_t with_changes(std::uintptr_t word, std::uintptr_t from, std::uintptr_t to) noexcept {
    for (std::uintptr_t byte = 0xff; byte != 0; byte <<= 8) {
        if (((from ^ to) & byte) != 0) {
            word = (word & ~byte) | (to & byte);
        }
    }
    return word;
}

} // namespace

void live_stack::append(std::uintptr_t from, std::uintptr_t to) {
    std::size_t const before = words_.size();
    append_words(words_, from, to);
    parts_.push_back({from, before, words_.size() - before});
}

/// Frames that AddressSanitizer keeps on the heap, to find uses after return: those that the words point into.
void live_stack::append_fake_frames() {
#if defined(FERMATA_ADDRESS_SANITIZER)
    void* const fake = __asan_get_current_fake_stack();
    if (fake == nullptr) {
        return;
    }
    apart_vector<void*> known;
    for (std::size_t i = 0; i < words_.size() && words_.size() < words_max; ++i) {
        void* begin = nullptr;
        void* end = nullptr;
        if (__asan_addr_is_in_fake_stack(fake, reinterpret_cast<void*>(words_[i]), &begin, &end) == nullptr ||
            std::find(known.begin(), known.end(), begin) != known.end()) {
            continue;
        }
        known.push_back(begin);
        append(reinterpret_cast<std::uintptr_t>(begin), reinterpret_cast<std::uintptr_t>(end));
    }
#endif
}

[[gnu::noinline]] bool live_stack::take(int functions_between, void const* outermost) {
    words_.clear();
    parts_.clear();
    if constexpr (kept_registers[0] < 0) {
        return false; // a platform whose registers are not known
    }
    asked what{&words_, functions_between + 2}; // this function, and the one that calls it
    if (!look_by_rules(what, here())) {
        _Unwind_Backtrace(&look_at_frame, &what);
    }
    auto const end = reinterpret_cast<std::uintptr_t>(outermost);
    if (what.from == 0 || what.from > end || (end - what.from) / sizeof(std::uintptr_t) > words_max) {
        return false;
    }
    append(what.from, end & ~(sizeof(std::uintptr_t) - 1));
    bool const knows_callers = what.callers > what.from && what.callers <= end;
    callers_ = parts_.front().first + (knows_callers ? (what.callers - what.from) / sizeof(std::uintptr_t) - 1 : 0);
    append_fake_frames();
    return true;
}

void live_stack::add(void const* begin, std::size_t bytes) {
    auto const from = reinterpret_cast<std::uintptr_t>(begin);
    append(from, from + bytes / sizeof(std::uintptr_t) * sizeof(std::uintptr_t));
}

void live_stack::was_changed(std::uintptr_t address, std::uintptr_t from, std::uintptr_t to) noexcept {
    for (part const& each : parts_) {
        if (address >= each.address && address < each.end()) {
            std::uintptr_t& word = words_[each.first + (address - each.address) / sizeof(std::uintptr_t)];
            word = with_changes(word, from, to);
        }
    }
}

bool live_stack::is_same_call(live_stack const& other) const noexcept {
    if (callers_ != other.callers_ || begin() != other.begin()) {
        return false;
    }
    std::size_t const end = parts_.empty() ? 0 : parts_.front().first + parts_.front().count;
    return end <= other.words_.size() && std::equal(words_.begin() + static_cast<std::ptrdiff_t>(callers_),
                                                    words_.begin() + static_cast<std::ptrdiff_t>(end),
                                                    other.words_.begin() + static_cast<std::ptrdiff_t>(callers_));
}

bool live_stack::is_what_follows(live_stack const& before) const noexcept {
    if (words_.size() != before.words_.size() || words_.empty() || words_.front() != before.words_.front()) {
        return false;
    }
    constexpr std::size_t first = 1; // the place is the same
    return are_same_but_unused(words_.data() + first, before.words_.data() + first, words_.size() - first);
}

[[gnu::noinline, gnu::no_sanitize_address]] void mark_unused_stack() noexcept {
    std::uintptr_t below[marked_words];
#if defined(__x86_64__)
    // A third of the time that the loop takes: the processor writes whole cache lines.
    void* at = below;
    std::size_t left = marked_words;
    asm volatile("rep stosq" : "+D"(at), "+c"(left) : "a"(unused_mark) : "memory");
#else
    for (std::uintptr_t& each : below) {
        each = unused_mark;
    }
#endif
    asm volatile("" : : "r"(below) : "memory"); // as if somebody read it
}

} // namespace fermata::detail
