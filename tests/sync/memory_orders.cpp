// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Every memory order that is given is kept in the operation, where a strategy of one's own can read it.
#include "exploring.hpp"

#include <functional>
#include <memory>

using namespace sync_tests;

namespace {

using enum fermata::operation_kind;

struct kept {
    fermata::operation_kind kind{};
    int success = 0;
    int failure = 0; ///< of a compare-exchange

    friend bool operator==(kept const&, kept const&) = default;
};

kept with(fermata::operation_kind kind, std::memory_order success, std::memory_order failure) {
    return {kind, static_cast<int>(success), static_cast<int>(failure)};
}
kept with(fermata::operation_kind kind, std::memory_order order) { return {kind, static_cast<int>(order)}; }

/// One execution, and what was performed in it on an object: as it was pending, as it was told at the end, and as the
/// record has it.
class reader final : public fermata::strategy {
public:
    bool next_execution(fermata::prefix&) override {
        bool const is_first = !begun_;
        begun_ = true;
        return is_first;
    }
    std::uint32_t choose_fiber(fermata::decision const& question) override {
        std::uint32_t const first = question.enabled.first();
        add(pending, question.pending(first));
        return first;
    }
    std::uint32_t choose_value(std::uint32_t) override { return 0; }
    void execution_performed(fermata::pending_operation const* events, std::size_t count) override {
        performed.clear(); // an execution that is repeated tells the same
        for (std::size_t i = 0; i < count; ++i) {
            add(performed, events[i].operation);
        }
    }
    bool wants_record() const noexcept override { return true; }
    void observe(fermata::execution_record const& whole) override {
        recorded.clear();
        for (std::size_t i = 0; i < whole.event_count; ++i) {
            add(recorded, whole.events[i].operation);
        }
    }
    std::string verdict(std::uint64_t, bool) const override { return "read"; }

    std::vector<kept> pending;
    std::vector<kept> performed;
    std::vector<kept> recorded;

private:
    static void add(std::vector<kept>& to, fermata::operation const& of) {
        if (of.object == 0) {
            return;
        }
        bool const has_two = of.kind == compare_exchange;
        to.push_back({of.kind, fermata::operation_detail::success_order(of.detail),
                      has_two ? fermata::operation_detail::failure_order(of.detail) : 0});
    }

    bool begun_ = false;
};

/// What is done in a thread, beside another one that is enabled all the time and has the greater number.
void check(std::vector<kept> const& expected, std::function<void(fermata::atomic<int>&)> const& body) {
    auto const strategy = std::make_shared<reader>();
    auto const report = fermata::explore(
        [&] {
            fermata::atomic<int> value{0};
            fermata::thread acts([&] { body(value); });
            fermata::thread idle([] { fermata::this_thread::yield(); });
            acts.join();
            idle.join();
        },
        {.strategy = strategy, .check_determinism = false});
    CHECK(report.ok());
    CHECK(strategy->pending == expected);
    CHECK(strategy->performed == expected);
    CHECK(strategy->recorded == expected);
}

constexpr std::memory_order all_orders[] = {std::memory_order_relaxed, std::memory_order_consume,
                                            std::memory_order_acquire, std::memory_order_release,
                                            std::memory_order_acq_rel, std::memory_order_seq_cst};
constexpr std::memory_order load_orders[] = {std::memory_order_relaxed, std::memory_order_consume,
                                             std::memory_order_acquire, std::memory_order_seq_cst};
constexpr std::memory_order store_orders[] = {std::memory_order_relaxed, std::memory_order_release,
                                              std::memory_order_seq_cst};

} // namespace

TEST_CASE("the order of a load, and of a wait") {
    for (std::memory_order const order : load_orders) {
        CAPTURE(static_cast<int>(order));
        check({with(load, order), with(atomic_wait, order)}, [=](auto& value) {
            static_cast<void>(value.load(order));
            value.wait(1, order); // it is 0: there is nothing to wait for
        });
    }
}

TEST_CASE("the order of a store") {
    for (std::memory_order const order : store_orders) {
        CAPTURE(static_cast<int>(order));
        check({with(store, order)}, [=](auto& value) { value.store(1, order); });
    }
}

TEST_CASE("the order of what reads and writes") {
    for (std::memory_order const order : all_orders) {
        CAPTURE(static_cast<int>(order));
        check({with(exchange, order), with(fetch_add, order), with(fetch_sub, order), with(fetch_and, order),
               with(fetch_or, order), with(fetch_xor, order)},
              [=](auto& value) {
                  value.exchange(1, order);
                  value.fetch_add(1, order);
                  value.fetch_sub(1, order);
                  value.fetch_and(1, order);
                  value.fetch_or(1, order);
                  value.fetch_xor(1, order);
              });
    }
}

// It succeeds, and fails, with the same two: which one counts is known when it has been performed.
TEST_CASE("both orders of a compare-exchange, whether it succeeds or fails") {
    for (std::memory_order const success : all_orders) {
        for (std::memory_order const failure : load_orders) {
            CAPTURE(static_cast<int>(success));
            CAPTURE(static_cast<int>(failure));
            check(std::vector<kept>(4, with(compare_exchange, success, failure)), [=](auto& value) {
                int seen = 0;
                CHECK(value.compare_exchange_strong(seen, 1, success, failure));
                CHECK_FALSE(value.compare_exchange_strong(seen, 2, success, failure));
                CHECK(value.compare_exchange_weak(seen, 2, success, failure));
                CHECK_FALSE(value.compare_exchange_weak(seen, 3, success, failure));
            });
        }
    }
}

// [atomics.types.operations]: acq_rel becomes acquire, and release becomes relaxed.
TEST_CASE("the order of a compare-exchange's failure where one order is given") {
    for (std::memory_order const order : all_orders) {
        CAPTURE(static_cast<int>(order));
        std::memory_order const failure = order == std::memory_order_acq_rel   ? std::memory_order_acquire
                                          : order == std::memory_order_release ? std::memory_order_relaxed
                                                                               : order;
        check(std::vector<kept>(2, with(compare_exchange, order, failure)), [=](auto& value) {
            int seen = 0;
            CHECK(value.compare_exchange_strong(seen, 1, order));
            seen = 1;
            CHECK(value.compare_exchange_weak(seen, 2, order));
        });
    }
}

TEST_CASE("without an argument the order is sequentially consistent, as that of every operator") {
    auto const order = std::memory_order_seq_cst;
    check({with(load, order), with(store, order), with(exchange, order), with(compare_exchange, order, order),
           with(fetch_add, order), with(store, order), with(load, order), with(fetch_add, order),
           with(fetch_sub, order)},
          [](auto& value) {
              static_cast<void>(value.load());
              value.store(1);
              value.exchange(1);
              int seen = 1;
              value.compare_exchange_strong(seen, 2);
              value.fetch_add(1);
              value = 4;
              static_cast<void>(static_cast<int>(value));
              ++value;
              value -= 1;
          });
}

TEST_CASE("the orders of a flag") {
    for (std::memory_order const order : store_orders) {
        CAPTURE(static_cast<int>(order));
        std::memory_order const read = order == std::memory_order_release ? std::memory_order_acquire : order;
        check({with(load, read), with(exchange, order), with(store, order)}, [=](auto&) {
            fermata::atomic_flag flag;
            static_cast<void>(flag.test(read));
            flag.test_and_set(order);
            flag.clear(order);
        });
    }
}
