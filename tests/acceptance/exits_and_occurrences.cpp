// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "forms.hpp"

#include <functional>

using namespace acceptance;

namespace {
/// What the machine has done when it stands at the point.
template <class Machine, class Call, class Where>
list done_at(Call call, Where where) {
    Machine m;
    fermata::starter const a{"A", [&] { call(m); }};
    fermata::runner runner{{a}, {where(a)}};
    CHECK(runner.next() == where(a));
    list const here = m.done;
    runner.finish();
    return here;
}
} // namespace

TEST_CASE("PV-19 an after point fires when the function leaves by exception, before the caller's handler runs") {
    auto const check = [](auto form) {
        using chosen = decltype(form);
        typename chosen::machine m;
        fermata::starter const a{"A", [&] { m.attempt(); }};
        fermata::runner runner{{a}, {chosen::after_breaking(a)}};
        CHECK(runner.next() == chosen::after_breaking(a));
        CHECK(m.done == list{7});
        CHECK_FALSE(m.handled);
        CHECK(runner.next() == a.finished());
        CHECK(m.handled);
    };
    SUBCASE("explicit checkpoints") { check(checkpointed{}); }
#if !defined(__clang__)
    SUBCASE("instrumented functions") { check(instrumented{}); }
#else
    SUBCASE("instrumented functions: clang calls no exit hook then") {
        machine m;
        fermata::starter const a{"A", [&] { m.attempt(); }};
        fermata::runner runner{{a}, {instrumented::after_breaking(a)}};
        auto const error = caught<fermata::not_reached>([&] { runner.next(); });
        CHECK(error.starter() == "A");
        CHECK(m.handled);
    }
#endif
}

TEST_CASE_TEMPLATE("PV-20 repeated calls hit the first, second and n-th occurrence", Form, instrumented, checkpointed) {
    using machine_type = typename Form::machine;
    auto const repeat = [](machine_type& m) { m.repeat(5); };
    for (int n = 1; n <= 5; ++n) {
        auto const before = [&](fermata::starter const& of) { return Form::before(of, 1, n); };
        CHECK(done_at<machine_type>(repeat, before) == list(static_cast<std::size_t>(n - 1), 1));
        auto const after = [&](fermata::starter const& of) { return Form::after(of, 1, n); };
        CHECK(done_at<machine_type>(repeat, after) == list(static_cast<std::size_t>(n), 1));
    }
}

TEST_CASE_TEMPLATE("PV-20 recursive calls hit the first, second and n-th occurrence", Form, instrumented,
                   checkpointed) {
    using machine_type = typename Form::machine;
    auto const recurse = [](machine_type& m) { m.recurse(3); };
    auto const before = [](int n) { return [n](fermata::starter const& of) { return Form::before_recurse(of, n); }; };
    auto const after = [](int n) { return [n](fermata::starter const& of) { return Form::after_recurse(of, n); }; };
    CHECK(done_at<machine_type>(recurse, before(1)) == list{});
    CHECK(done_at<machine_type>(recurse, before(2)) == list{3});
    CHECK(done_at<machine_type>(recurse, before(3)) == list{3, 2});
    CHECK(done_at<machine_type>(recurse, after(1)) == list{3, 2, 1, -1});
    CHECK(done_at<machine_type>(recurse, after(2)) == list{3, 2, 1, -1, -2});
    CHECK(done_at<machine_type>(recurse, after(3)) == list{3, 2, 1, -1, -2, -3});
}

TEST_CASE_TEMPLATE("PV-20 occurrences are counted for each starter", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    fermata::starter const a{"A", [&] { m1.repeat(3); }};
    fermata::starter const b{"B", [&] { m2.repeat(3); }};
    fermata::runner runner{{a, b}, {Form::before(a, 1, 2), Form::before(b, 1, 2), Form::before(a, 1, 3)}};
    CHECK(runner.next() == Form::before(a, 1, 2));
    CHECK(m1.done == list{1});
    CHECK(runner.next() == Form::before(b, 1, 2));
    CHECK(m2.done == list{1});
    CHECK(runner.next() == Form::before(a, 1, 3));
    CHECK(m1.done == list{1, 1});
}

TEST_CASE("before and after know free, static and overloaded functions apart") {
    list log;
    fermata::starter const a{"A", [&] {
                                 machine::tick(log);
                                 free_function(log);
                                 overloaded(log, 3);
                                 overloaded(log);
                             }};
    auto const with_value = static_cast<void (*)(list&, int)>(&overloaded);
    auto const without = static_cast<void (*)(list&)>(&overloaded);
    fermata::runner runner{{a},
                           {a.before(&machine::tick), a.after(&machine::tick), a.before(&free_function),
                            a.after(&free_function), a.after(with_value), a.before(without), a.after(without)}};
    std::vector<list> logs;
    for (int i = 0; i < 7; ++i) {
        runner.next();
        logs.push_back(log);
    }
    CHECK(logs == std::vector<list>{{}, {1}, {1}, {1, 2}, {1, 2, 3}, {1, 2, 3}, {1, 2, 3, 4}});
}
