// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "forms.hpp"

#include <stdexcept>

using namespace acceptance;

TEST_CASE_TEMPLATE("PV-N1 a starter throws before a point", Form, instrumented, checkpointed) {
    typename Form::machine m;
    m.fails_in = 2;
    auto const a = starter_of("A", m);
    auto const never = Form::before(a, 3);
    fermata::runner runner{{a}, {Form::before(a, 1), never}};
    CHECK(runner.next() == Form::before(a, 1));
    bool thrown = false;
    try {
        runner.next();
    } catch (fermata::starter_failed const& error) {
        thrown = true;
        CHECK(error.starter() == "A");
        CHECK(error.point() == fermata::to_string(never));
        CHECK(contains(error.what(), "A"));
        CHECK(contains(error.what(), fermata::to_string(never)));
        CHECK_FALSE(error.trace().events.empty());
        std::string original;
        try {
            std::rethrow_if_nested(error);
        } catch (std::runtime_error const& nested) {
            original = nested.what();
        }
        CHECK(original == "phase 2 broke");
    }
    CHECK(thrown);
    CHECK(m.done == list{1});
}

TEST_CASE_TEMPLATE("PV-N2 a point is never reached", Form, instrumented, checkpointed) {
    typename Form::machine m;
    m.phases = 2;
    auto const a = starter_of("A", m);
    auto const never = Form::before(a, 3);
    fermata::runner runner{{a}, {Form::before(a, 2), never}};
    CHECK(runner.next() == Form::before(a, 2));
    auto const error = caught<fermata::not_reached>([&] { runner.next(); });
    CHECK(error.starter() == "A");
    CHECK(error.point() == fermata::to_string(never));
    CHECK(contains(error.what(), fermata::to_string(never)));
    CHECK((contains(error.what(), "end") || contains(error.what(), "finish") || contains(error.what(), "return")));
    CHECK_FALSE(error.trace().events.empty());
    CHECK(m.done == list{1, 2});
}

TEST_CASE_TEMPLATE("PV-N2 an occurrence that never comes", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    fermata::runner runner{{a}, {Form::before(a, 1, 2)}};
    auto const error = caught<fermata::not_reached>([&] { runner.next(); });
    CHECK(error.starter() == "A");
    CHECK(m.done == list{1, 2, 3});
}

TEST_CASE_TEMPLATE("PV-N2 a point that is passed for good", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    fermata::runner runner{{a}, {Form::before(a, 3), Form::before(a, 2)}};
    auto const error = caught<fermata::not_reached>([&] {
        runner.next();
        runner.next();
    });
    CHECK(error.starter() == "A");
    CHECK(error.point() == fermata::to_string(Form::before(a, 2)));
}

TEST_CASE_TEMPLATE("PV-N4 every fiber is blocked", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    fermata::mutex first;
    fermata::mutex second;
    auto const crossed = [](auto& m, fermata::mutex& mine, fermata::mutex& other) {
        mine.lock();
        m.phase_1();
        other.lock();
        m.phase_2();
        other.unlock();
        mine.unlock();
    };
    fermata::starter const a{"Anna", [&] { crossed(m1, first, second); }};
    fermata::starter const b{"Bert", [&] { crossed(m2, second, first); }};
    fermata::runner runner{{a, b}, {Form::before(a, 1), Form::before(b, 1), Form::before(a, 2)}};
    runner.next();
    runner.next();
    auto const error = caught<fermata::deadlock>([&] { runner.next(); });
    CHECK(contains(error.what(), "Anna"));
    CHECK(contains(error.what(), "Bert"));
    CHECK(contains(error.what(), "mutex"));
    CHECK_FALSE(error.trace().events.empty());
    CHECK(m1.done == list{1});
    CHECK_FALSE(runner.done());
}

TEST_CASE_TEMPLATE("PV-N5 run_to passes the points between in order, without returning", Form, instrumented,
                   checkpointed) {
    names log;
    typename Form::machine m;
    auto const logged = [&](char const* name) {
        m.phase_1();
        log.push_back(std::string(name) + "1");
        m.phase_2();
        log.push_back(std::string(name) + "2");
        m.phase_3();
        log.push_back(std::string(name) + "3");
    };
    fermata::starter const a{"A", logged, "a"};
    fermata::starter const b{"B", logged, "b"};
    fermata::runner runner{{a, b},
                           {Form::before(a, 1), Form::before(b, 1), Form::before(b, 2), Form::before(a, 2),
                            Form::before(b, 3), Form::before(a, 3)}};
    CHECK(runner.next() == Form::before(a, 1));
    CHECK(runner.run_to(Form::before(b, 3)) == Form::before(b, 3));
    CHECK(log == names{"b1", "a1", "b2"});
    CHECK(runner.next() == Form::before(a, 3));
    CHECK(log == names{"b1", "a1", "b2", "b3", "a2"});
    runner.finish();
    CHECK(log == names{"b1", "a1", "b2", "b3", "a2", "a3"});
}

TEST_CASE_TEMPLATE("PV-N6 finish ends all", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    typename Form::machine m3;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    auto const c = starter_of("C", m3);
    fermata::runner runner{{a, b, c}, {Form::before(a, 2), Form::before(b, 3), Form::after(a, 2)}};
    SUBCASE("from the first") {}
    SUBCASE("from a point between") { runner.next(); }
    runner.finish();
    CHECK(runner.done());
    CHECK(m1.done == list{1, 2, 3});
    CHECK(m2.done == list{1, 2, 3});
    CHECK(m3.done == list{1, 2, 3});
    runner.finish(); // once more: nothing is left to do
    CHECK(m3.done == list{1, 2, 3});
}

TEST_CASE_TEMPLATE("PV-N7 unfinished fibers are unwound, the youngest first", Form, instrumented, checkpointed) {
    names destroyed;
    names ended;
    struct guard {
        names& into;
        std::string name;
        ~guard() { into.push_back(name); }
    };
    auto const guarded = [&](std::string name) {
        guard const outer{destroyed, name + " outer"};
        guard const inner{destroyed, name + " inner"};
        typename Form::machine m;
        m.run();
        ended.push_back(name);
    };
    {
        fermata::starter const a{"A", guarded, "A"};
        fermata::starter const b{"B", guarded, "B"};
        fermata::starter const c{"C", guarded, "C"};
        fermata::starter const never{"never begun", guarded, "never begun"};
        fermata::runner runner{{a, b, c, never},
                               {Form::before(a, 1), Form::before(b, 1), Form::before(c, 2), Form::before(b, 3),
                                Form::before(a, 3), Form::before(c, 3), Form::before(never, 1)}};
        runner.run_to(Form::before(c, 2));
        CHECK(destroyed.empty());
    }
    CHECK(destroyed == names{"C inner", "C outer", "B inner", "B outer", "A inner", "A outer"});
    CHECK(ended.empty());
}

TEST_CASE_TEMPLATE("PV-N8 a starter without a declared point runs when the rest is finished", Form, instrumented,
                   checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    typename Form::machine m3;
    list done_before;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    fermata::starter const c{"C", [&] {
                                 done_before = m1.done;
                                 done_before.insert(done_before.end(), m2.done.begin(), m2.done.end());
                                 m3.run();
                             }};
    fermata::runner runner{{a, b, c}, {Form::before(a, 2), Form::after(b, 1), Form::before(b, 3)}};
    for (int i = 0; i < 3; ++i) {
        runner.next();
        CHECK(m3.done == list{});
    }
    CHECK(runner.next() == c.finished());
    CHECK(m3.done == list{1, 2, 3});
    CHECK(done_before == list{1, 2, 3, 1, 2, 3});
}
