// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Everything in the signal handler is async-signal-safe: it reads tables, and writes to standard error.
#include "core/crash.hpp"

#include "core/execution.hpp"

#include <fermata/model/token.hpp>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace fermata::detail {

void replay_check::mix_events_before(std::uint64_t step) noexcept {
    auto const mix_text = [this](std::string_view text) {
        for (char const c : text) {
            mix(static_cast<unsigned char>(c));
        }
        mix(0x100);
    };
    for (; step_ < step; ++step_) {
        pending_operation const& event = of_.records.events[step_];
        fiber const& who = of_.at(event.fiber);
        mix(who.arrival);
        mix_text(who.body.get() != nullptr ? std::string_view(who.body->name) : std::string_view());
        mix(static_cast<std::uint64_t>(event.operation.kind));
        mix_text(of_.sites[event.operation.site].name);
    }
}

std::uint8_t replay_check::next(std::size_t choice_index) noexcept {
    choice const& made = of_.records.choices[choice_index];
    mix_events_before(made.step);
    mix(made.alternatives);
    mix(static_cast<std::uint64_t>(made.kind));
    return six_bits();
}

std::uint8_t replay_check::end() noexcept {
    mix_events_before(of_.records.step);
    return six_bits();
}

struct crash_report {
    static void put(std::string_view text) noexcept {
        while (!text.empty()) {
            ssize_t const written = ::write(STDERR_FILENO, text.data(), text.size());
            if (written <= 0) {
                return;
            }
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    static void put_number(std::uint64_t number) noexcept {
        char digits[20];
        std::size_t at = sizeof(digits);
        do {
            digits[--at] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number != 0);
        put({digits + at, sizeof(digits) - at});
    }

    static void write(char const* what, void const* address, char const* how = "crashed") noexcept {
        fiber const& me = *current_fiber;
        execution const& mine = *me.owner;
        if (mine.is_exploration) {
            put("fermata: ");
            put(how);
            put("; replay with FERMATA_REPLAY=");
            token_writer token(
                [](void*, char const* text, std::size_t size) {
                    put({text, size});
                },
                nullptr, mine.exploration_identity);
            replay_check check(mine);
            for (std::size_t i = 0; i < mine.records.next_choice; ++i) {
                token.add({mine.records.choices[i].kind, mine.portable(mine.records.choices[i]), check.next(i)});
            }
            token.add({choice::kind_type::value, 0, check.end()});
            token.finish();
            put("\n");
        }
        put("fermata: ");
        put(what);
        put(" in fiber '");
        put_name(me);
        put("'");
        put_last_point(mine, me);
        put("\n");
        if (address != nullptr && me.where != nullptr && me.where->stack.is_overflow(address)) {
            put("fermata: its stack of ");
            put_number(me.where->stack.size() / 1024);
            put(" KiB overflowed; raise stack_size if it does not recurse for ever\n");
        }
    }

    static void put_name(fiber const& me) noexcept {
        if (me.thread_number != 0) {
            put("thread ");
            put_number(me.thread_number);
        } else {
            put(me.body.get() != nullptr ? std::string_view(me.body->name) : std::string_view("main"));
        }
    }
    static void put_last_point(execution const& mine, fiber const& me) noexcept {
        for (std::size_t step = mine.records.step; step-- > 0;) {
            pending_operation const& event = mine.records.events[step];
            if (event.fiber != me.number) {
                continue;
            }
            site const& place = mine.sites[event.operation.site];
            put(", after ");
            put(to_string(event.operation.kind));
            if (!place.name.empty()) {
                put(" '");
                put(place.name);
                put("'");
            }
            if (place.line != 0) {
                std::string_view file = place.file;
                file.remove_prefix(std::min(file.size(), file.find_last_of('/') + 1));
                put(" (");
                put(file);
                put(":");
                put_number(place.line);
                put(")");
            }
            return;
        }
        put(", before its first scheduling point");
    }
};

namespace {

constexpr std::array signals{SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
std::array<struct sigaction, signals.size()> previous_actions;
std::terminate_handler previous_terminate = nullptr;
bool has_written = false;

char const* signal_name(int number) noexcept {
    switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    default: return "SIGABRT";
    }
}

void write_once(char const* what, void const* address) noexcept {
    if (enclosing_fiber() != nullptr && !has_written) {
        has_written = true;
        crash_report::write(what, address);
    }
}

void on_signal(int number, siginfo_t* info, void*) {
    write_once(signal_name(number), number == SIGSEGV || number == SIGBUS ? info->si_addr : nullptr);
    // Whoever was there before has the last word: the default action, a framework, a sanitizer.
    for (std::size_t i = 0; i < signals.size(); ++i) {
        if (signals[i] == number) {
            ::sigaction(number, &previous_actions[i], nullptr);
        }
    }
    if (info->si_code <= 0) { // sent by a call, which does not happen again by itself
        ::raise(number);
    }
}

/// What a failed execution is told by, which may not end the process: a misused lock is given up by its guard, whose
/// destructor is noexcept.
bool is_ours(std::exception_ptr const& thrown) noexcept {
    try {
        if (thrown != nullptr) {
            std::rethrow_exception(thrown);
        }
    } catch (usage_error const&) {
        return true;
    } catch (expectation_failed const&) {
        return true;
    } catch (...) {
    }
    return false;
}

void on_terminate() {
    fiber* const me = current_fiber;
    if (me != nullptr && (me->special & special::aborting) != 0) {
        me->owner->leave_behind(*me);
    }
    if (ordinary_fiber() == me && me != nullptr && is_ours(std::current_exception())) {
        me->owner->record_exception(*me, std::current_exception());
        me->owner->leave_behind(*me);
    }
    write_once("std::terminate()", nullptr);
    if (previous_terminate != nullptr) {
        previous_terminate();
    }
    std::abort();
}

/// Handlers run on a stack of their own: the fiber's may be what has overflowed.
struct signal_stack {
    char memory[64 * 1024];

    /// Frameworks take theirs away after each test, so this is asked again.
    void ensure() noexcept {
        stack_t current{};
        if (::sigaltstack(nullptr, &current) == 0 && (current.ss_flags & SS_DISABLE) != 0) {
            stack_t mine{};
            mine.ss_sp = memory;
            mine.ss_size = sizeof(memory);
            installed = ::sigaltstack(&mine, nullptr) == 0;
        }
    }
    ~signal_stack() {
        stack_t current{};
        if (installed && ::sigaltstack(nullptr, &current) == 0 && current.ss_sp == memory) {
            current.ss_flags = SS_DISABLE;
            ::sigaltstack(&current, nullptr);
        }
    }
    bool installed = false;
};

} // namespace

void write_hang_report() noexcept {
    if (enclosing_fiber() != nullptr) {
        crash_report::write("it runs", nullptr, "hangs");
    }
}

void prepare_for_crashes(bool always_look) noexcept {
    if (std::get_terminate() != &on_terminate) {
        previous_terminate = std::set_terminate(&on_terminate);
    }
    // Frameworks install theirs for every test, with a stack, and take both away again: so look again. It is a system
    // call, a third of a short runner, which is spared where the last look was a moment ago and no framework listens.
    constexpr std::chrono::microseconds a_moment(20);
    thread_local std::chrono::steady_clock::time_point last_look;
    auto const now = std::chrono::steady_clock::now();
    if (!always_look && now - last_look < a_moment) {
        return;
    }
    last_look = now;
    thread_local bool has_stack = false;
    struct sigaction installed {};
    ::sigaction(SIGABRT, nullptr, &installed);
    if (has_stack && (installed.sa_flags & SA_SIGINFO) != 0 && installed.sa_sigaction == &on_signal) {
        return;
    }
    thread_local signal_stack stack;
    stack.ensure();
    has_stack = true;
    if ((installed.sa_flags & SA_SIGINFO) != 0 && installed.sa_sigaction == &on_signal) {
        return;
    }
    struct sigaction mine {};
    mine.sa_sigaction = &on_signal;
    mine.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigemptyset(&mine.sa_mask);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        ::sigaction(signals[i], &mine, &previous_actions[i]);
    }
    if (&__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback([] { write_once("an error that the sanitizer found", nullptr); });
    }
}

} // namespace fermata::detail
