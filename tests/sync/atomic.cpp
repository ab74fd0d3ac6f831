// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Every operation of std::atomic, beside std::atomic itself, in a fiber and outside.
#include "exploring.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <limits>
#include <type_traits>

namespace {

/// Runs the body outside of fibers, and in one.
template <class Body>
void both_ways(Body body) {
    body();
    auto const report = fermata::explore([&] {
        fermata::thread alone(body);
        alone.join();
    });
    INFO(report);
    CHECK(report.ok());
    CHECK(report.executions == 1);
}

template <template <class> class Atomic, class T>
std::vector<T> integer_results() {
    std::vector<T> seen;
    Atomic<T> value(5);
    auto const keep = [&](auto result) { seen.push_back(static_cast<T>(result)); };
    keep(value.load());
    keep(value.load(std::memory_order_acquire));
    value.store(7);
    value.store(9, std::memory_order_release);
    keep(T(value));
    keep(value = 3);
    keep(value.exchange(12));
    keep(value.exchange(100, std::memory_order_acq_rel));
    T expected = 1;
    keep(value.compare_exchange_strong(expected, 2));
    keep(expected);
    keep(value.compare_exchange_weak(expected, 50, std::memory_order_acq_rel, std::memory_order_relaxed));
    keep(value.compare_exchange_strong(expected, 51, std::memory_order_seq_cst));
    keep(value.compare_exchange_weak(expected, 52, std::memory_order_relaxed));
    keep(value.compare_exchange_strong(expected, 53, std::memory_order_release, std::memory_order_acquire));
    keep(value.fetch_add(3));
    keep(value.fetch_sub(1, std::memory_order_relaxed));
    keep(value.fetch_and(0x3c));
    keep(value.fetch_or(0x41, std::memory_order_release));
    keep(value.fetch_xor(0x0f));
    keep(++value);
    keep(value++);
    keep(--value);
    keep(value--);
    keep(value += 4);
    keep(value -= 9);
    keep(value &= 0x55);
    keep(value |= 2);
    keep(value ^= 0x7f);
    value = std::numeric_limits<T>::max();
    keep(++value);
    keep(value.fetch_sub(1));
    keep(T(value));
    return seen;
}

} // namespace

TEST_CASE_TEMPLATE("an integer is counted with as std::atomic does it", T, signed char, unsigned char, short,
                   unsigned short, int, unsigned int, long, unsigned long, long long, unsigned long long) {
    auto const expected = integer_results<std::atomic, T>();
    both_ways([&] { CHECK(integer_results<fermata::atomic, T>() == expected); });
}

TEST_CASE_TEMPLATE("a floating-point number", T, float, double, long double) {
    both_ways([] {
        fermata::atomic<T> value(T(1.5));
        CHECK(value.fetch_add(T(2)) == T(1.5));
        CHECK(value.fetch_sub(T(0.5), std::memory_order_relaxed) == T(3.5));
        CHECK((value += T(1)) == T(4));
        CHECK((value -= T(3)) == T(1));
        T expected = 7;
        CHECK_FALSE(value.compare_exchange_strong(expected, T(0)));
        CHECK(expected == T(1));
        CHECK(value.compare_exchange_strong(expected, T(0)));
        CHECK(value == T(0));
    });
}

TEST_CASE("a pointer") {
    both_ways([] {
        std::array<int, 8> numbers{};
        fermata::atomic<int*> value(numbers.data());
        CHECK(value.fetch_add(3) == numbers.data());
        CHECK(value.fetch_sub(1) == numbers.data() + 3);
        CHECK(++value == numbers.data() + 3);
        CHECK(value++ == numbers.data() + 3);
        CHECK(--value == numbers.data() + 3);
        CHECK(value-- == numbers.data() + 3);
        CHECK((value += 2) == numbers.data() + 4);
        CHECK((value -= 4) == numbers.data());
        int* expected = nullptr;
        CHECK_FALSE(value.compare_exchange_weak(expected, nullptr));
        CHECK(value.compare_exchange_weak(expected, nullptr));
        CHECK(value == nullptr);
        value = &numbers[1];
        CHECK(value.load() == numbers.data() + 1);
    });
}

namespace {
enum class color : short { red = -3, green };
struct padded {
    char small;
    int large;
};
struct wide {
    std::uint64_t words[4];
};
struct odd {
    char bytes[3];
};
} // namespace

TEST_CASE("bool, enumerations and other trivially copyable types") {
    both_ways([] {
        fermata::atomic<bool> flag;
        CHECK_FALSE(flag.load());
        CHECK((flag = true));
        CHECK(flag.exchange(false));

        fermata::atomic<color> paint(color::red);
        color wanted = color::green;
        CHECK_FALSE(paint.compare_exchange_strong(wanted, color::red));
        CHECK(wanted == color::red);

        wide const first{{1, 2, 3, 4}};
        wide const second{{1, 2, 3, 5}};
        fermata::atomic<wide> many(first);
        wide expected = second;
        CHECK_FALSE(many.compare_exchange_strong(expected, second));
        CHECK(expected.words[3] == 4);
        CHECK(many.compare_exchange_strong(expected, second));
        CHECK(many.load().words[3] == 5);

        fermata::atomic<odd> three(odd{{'a', 'b', 'c'}});
        CHECK(three.exchange(odd{{'x', 'y', 'z'}}).bytes[2] == 'c');
        CHECK(three.load().bytes[0] == 'x');
    });
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
TEST_CASE("padding takes part in no comparison") {
    both_ways([] {
        padded made;
        std::memset(&made, 0xff, sizeof(made));
        made.small = 1;
        made.large = 2;
        fermata::atomic<padded> value(made);
        padded expected;
        std::memset(&expected, 0x55, sizeof(expected));
        expected.small = 1;
        expected.large = 2;
        CHECK(value.compare_exchange_strong(expected, padded{3, 4}));
        CHECK(value.load().large == 4);
    });
}

TEST_CASE("nor does that of a value which its own constructor has made") {
    struct made_here : padded {
        made_here() : padded{1, 2} {}
    };
    both_ways([] {
        alignas(fermata::atomic<made_here>) std::byte place[sizeof(fermata::atomic<made_here>)];
        std::memset(place, 0x55, sizeof(place));
        auto* const value = new (place) fermata::atomic<made_here>;
        made_here expected;
        CHECK(value->compare_exchange_strong(expected, made_here{}));
    });
}
#endif
#endif

TEST_CASE("atomic_flag") {
    both_ways([] {
        fermata::atomic_flag flag;
        CHECK_FALSE(flag.test());
        CHECK_FALSE(flag.test_and_set(std::memory_order_acquire));
        CHECK(flag.test_and_set());
        CHECK(flag.test(std::memory_order_relaxed));
        flag.clear(std::memory_order_release);
        CHECK_FALSE(flag.test());
        flag.wait(true);
        flag.notify_one();
        flag.notify_all();
    });
}

TEST_CASE("what is known at compile time") {
    static constinit fermata::atomic<int> global{4};
    CHECK(global == 4);
    static_assert(std::is_same_v<fermata::atomic<long>::value_type, long>);
    static_assert(std::is_same_v<fermata::atomic<long>::difference_type, long>);
    static_assert(std::is_same_v<fermata::atomic<char*>::difference_type, std::ptrdiff_t>);
    static_assert(fermata::atomic<int>::is_always_lock_free);
    static_assert(!fermata::atomic<wide>::is_always_lock_free);
    static_assert(!std::is_copy_constructible_v<fermata::atomic<int>>);
    static_assert(!std::is_copy_assignable_v<fermata::atomic<int>>);
    static_assert(std::is_same_v<decltype(fermata::atomic(5u)), fermata::atomic<unsigned>>);
    static_assert(!fermata::detail::countable<bool> && !fermata::detail::countable<wide>);
    static_assert(!fermata::detail::countable<void*>);
    CHECK(fermata::atomic_size_t().is_lock_free());
    fermata::atomic_thread_fence(std::memory_order_seq_cst);
    fermata::atomic_signal_fence(std::memory_order_seq_cst);
}

TEST_CASE("arguments are converted as for std::atomic") {
    both_ways([] {
        fermata::atomic<double> number;
        number = 3;
        number += 1;
        CHECK(number == 4.0);
        fermata::atomic<long> count{};
        count = 'a';
        short const more = 2;
        count += more;
        CHECK(count == 'a' + 2);
        fermata::atomic<char const*> text;
        text = nullptr;
        text = "literal";
        CHECK(*text.load() == 'l');
    });
}

TEST_CASE("atomic: another one as operand") {
    fermata::atomic<int> a{1};
    fermata::atomic<int> const b{2};
    CHECK((a += b) == 3);
    CHECK((a -= b) == 1);
    CHECK((a |= b) == 3);
    CHECK((a &= b) == 2);
    CHECK((a ^= b) == 0);
}
