// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "forms.hpp"

using namespace acceptance;

TEST_CASE_TEMPLATE("PV-01 one starter, points before 1, 2, 3 and after 3", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    fermata::runner runner{{a}, {Form::before(a, 1), Form::before(a, 2), Form::before(a, 3), Form::after(a, 3)}};
    CHECK(m.done == list{});
    runner.next();
    CHECK(m.done == list{});
    runner.next();
    CHECK(m.done == list{1});
    runner.next();
    CHECK(m.done == list{1, 2});
    runner.next();
    CHECK(m.done == list{1, 2, 3});
}

TEST_CASE_TEMPLATE("PV-02 one point before 3: one next gives [1, 2]", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    fermata::runner runner{{a}, {Form::before(a, 3)}};
    runner.next();
    CHECK(m.done == list{1, 2});
}

TEST_CASE_TEMPLATE("PV-03 one point after 2: one next gives [1, 2]", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    fermata::runner runner{{a}, {Form::after(a, 2)}};
    runner.next();
    CHECK(m.done == list{1, 2});
}

TEST_CASE_TEMPLATE("PV-04 before 2, then before 3: [1], then [1, 2]", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    fermata::runner runner{{a}, {Form::before(a, 2), Form::before(a, 3)}};
    runner.next();
    CHECK(m.done == list{1});
    runner.next();
    CHECK(m.done == list{1, 2});
}

TEST_CASE_TEMPLATE("PV-05 one point, next twice: complete", Form, instrumented, checkpointed) {
    for (int phase = 1; phase <= 3; ++phase) {
        typename Form::machine m;
        auto const a = starter_of("A", m);
        fermata::runner runner{{a}, {Form::before(a, phase)}};
        runner.next();
        CHECK_FALSE(runner.done());
        CHECK(runner.next() == a.finished());
        CHECK(m.done == list{1, 2, 3});
        CHECK(runner.done());
    }
}

TEST_CASE_TEMPLATE("PV-06 next returns exactly the point that was declared", Form, instrumented, checkpointed) {
    typename Form::machine m;
    auto const a = starter_of("A", m);
    auto const declared = Form::before(a, 2);
    fermata::runner runner{{a}, {declared}};
    fermata::reached const at = runner.next();
    CHECK(at == declared);
    CHECK(at.point == declared);
    CHECK(at.point.starter_name() == "A");
    CHECK_FALSE(at == Form::after(a, 2));
    CHECK_FALSE(at == Form::before(a, 2, 2));
    CHECK_FALSE(at == Form::before(a, 1));
}

TEST_CASE_TEMPLATE("PV-07 two starters, three points each, all of A then all of B", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    std::vector<fermata::point> const order{Form::before(a, 1), Form::before(a, 2), Form::before(a, 3),
                                            Form::before(b, 1), Form::before(b, 2), Form::before(b, 3)};
    fermata::runner runner{{a, b}, order};
    for (fermata::point const& expected : order) {
        CHECK(runner.next() == expected);
    }
}

TEST_CASE_TEMPLATE("PV-08 mixed A1 B1 A2 A3 B2 B3", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    std::vector<fermata::point> const order{Form::before(a, 1), Form::before(b, 1), Form::before(a, 2),
                                            Form::before(a, 3), Form::before(b, 2), Form::before(b, 3)};
    fermata::runner runner{{a, b}, order};
    for (fermata::point const& expected : order) {
        CHECK(runner.next() == expected);
    }
    CHECK(m2.done == list{1, 2});
}

TEST_CASE_TEMPLATE("PV-09 A after 3, then B before 1", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    fermata::runner runner{{a, b}, {Form::after(a, 3), Form::before(b, 1)}};
    CHECK(runner.next() == Form::after(a, 3));
    CHECK(m1.done == list{1, 2, 3});
    CHECK(m2.done == list{});
    CHECK(runner.next() == Form::before(b, 1));
    CHECK(m2.done == list{});
    CHECK(runner.next() == b.finished());
    CHECK(m2.done == list{1, 2, 3});
}

TEST_CASE_TEMPLATE("PV-11 A before 3, B before 3: A runs to its end after its last point", Form, instrumented,
                   checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    fermata::runner runner{{a, b}, {Form::before(a, 3), Form::before(b, 3)}};
    runner.next();
    CHECK(m1.done == list{1, 2});
    runner.next();
    CHECK(m2.done == list{1, 2});
    CHECK(m1.done == list{1, 2, 3});
}

TEST_CASE_TEMPLATE("PV-11 with hold, A stays at its last point until finish", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    fermata::runner runner{{a, b},
                           {Form::before(a, 3), Form::before(b, 3)},
                           {.after_last_point = fermata::after_last_point::hold}};
    runner.next();
    runner.next();
    CHECK(m1.done == list{1, 2});
    CHECK(m2.done == list{1, 2});
    runner.finish();
    CHECK(m1.done == list{1, 2, 3});
    CHECK(m2.done == list{1, 2, 3});
    CHECK(runner.done());
}

TEST_CASE_TEMPLATE("PV-13 the complete order has the declared points, and two more for every starter", Form,
                   instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const a = starter_of("A", m1);
    auto const b = starter_of("B", m2);
    std::vector<fermata::point> const points{Form::before(a, 1), Form::before(a, 2), Form::after(a, 2),
                                             Form::before(a, 3)};
    for (std::size_t n = 1; n <= points.size(); ++n) {
        std::vector<fermata::point> const order(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(n));
        fermata::runner const runner{{a}, order};
        std::vector<fermata::point> expected{a.started()};
        expected.insert(expected.end(), order.begin(), order.end());
        expected.push_back(a.finished());
        CHECK(runner.order() == expected);
    }

    fermata::runner const one_each{{a, b}, {Form::before(a, 1), Form::before(b, 1)}};
    CHECK(one_each.order() == std::vector<fermata::point>{a.started(), Form::before(a, 1), a.finished(), b.started(),
                                                          Form::before(b, 1), b.finished()});

    fermata::runner const two_and_one{{a, b}, {Form::before(a, 1), Form::before(a, 2), Form::before(b, 1)}};
    CHECK(two_and_one.order() == std::vector<fermata::point>{a.started(), Form::before(a, 1), Form::before(a, 2),
                                                             a.finished(), b.started(), Form::before(b, 1),
                                                             b.finished()});
}

TEST_CASE_TEMPLATE("PV-15 mixed P1 P2 P1 P2: owners of the complete order", Form, instrumented, checkpointed) {
    typename Form::machine m1;
    typename Form::machine m2;
    auto const p1 = starter_of("P1", m1);
    auto const p2 = starter_of("P2", m2);
    fermata::runner const runner{{p1, p2},
                                 {Form::before(p1, 1), Form::before(p2, 1), Form::before(p1, 2), Form::before(p2, 2)}};
    names owners;
    for (fermata::point const& each : runner.order()) {
        owners.push_back(each.starter_name());
    }
    CHECK(owners == names{"P1", "P1", "P2", "P2", "P1", "P1", "P2", "P2"});
}
