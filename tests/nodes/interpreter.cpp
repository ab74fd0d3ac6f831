// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "program.hpp"

#include <fermata/fermata.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace nodes {

namespace {

struct node {
    std::string name;
    int value = 0;
    node* next = nullptr;
    bool is_shared = false; ///< its `next` is not written any more
    fermata::atomic<int> marks{0};
};

/// Nodes of one execution. Which one a thread gets depends on nothing but what that thread has done.
class store {
public:
    explicit store(program const& of) : of_(of) {
        static std::uint32_t turns = 0;
        turn_ = of.source == source::turned ? ++turns : 0;
    }
    store(store const&) = delete;
    store& operator=(store const&) = delete;
    ~store() {
        for (node* const each : alive_) {
            std::destroy_at(each);
        }
        for (std::size_t i = 0, order = of_.order; i < threads_max * made_max; ++i, order = order * 5 + 3) {
            from_heap_[(i * 5 + order) % from_heap_.size()].reset();
        }
    }

    node* make(std::size_t thread, int value) {
        std::size_t const number = made_[thread]++;
        std::size_t const slot = thread * made_max + number;
        void* memory = &rooms_[(slot + turn_ * 5) % rooms_.size()];
        if (of_.source == source::heap) {
            from_heap_[slot] = std::make_unique<room>();
            memory = from_heap_[slot].get();
        } else if (of_.source == source::pool && !returned_[thread].empty()) {
            memory = returned_[thread].back();
            returned_[thread].pop_back();
        }
        node* const made = new (memory) node;
        made->name = static_cast<char>('a' + thread) + std::to_string(number);
        made->value = value;
        alive_.push_back(made);
        return made;
    }
    void give_back(std::size_t thread, node* which) {
        if (of_.source == source::pool) {
            alive_.erase(std::find(alive_.begin(), alive_.end(), which));
            std::destroy_at(which);
            returned_[thread].push_back(which);
        }
    }

private:
    struct room {
        alignas(node) unsigned char bytes[sizeof(node)];
    };

    program const& of_;
    std::uint32_t turn_ = 0;
    std::array<std::size_t, threads_max> made_{};
    std::array<room, threads_max * made_max> rooms_;
    std::array<std::unique_ptr<room>, threads_max * made_max> from_heap_;
    std::array<std::vector<void*>, threads_max> returned_;
    std::vector<node*> alive_;
};

struct shared {
    explicit shared(program const& of) : from(of) {}

    store from;
    std::array<fermata::atomic<node*>, heads> all{{{nullptr}, {nullptr}}};
    std::array<fermata::atomic<node*>, threads_max> announced{{{nullptr}, {nullptr}, {nullptr}}};
    fermata::atomic<int> number{0};
};

std::string name_of(node const* which) { return which != nullptr ? which->name : "-"; }

std::string names_of(node const* first) {
    std::string text;
    for (; first != nullptr; first = first->next) {
        text += first->name + "=" + std::to_string(first->value) + " ";
    }
    return text;
}

class interpreter {
public:
    interpreter(std::size_t thread, shared& with, std::string& log) : thread_(thread), with_(with), log_(log) {}

    void perform(step const& each) {
        node*& its = registers_[each.reg];
        auto& head = with_.all[each.head];
        switch (each.code) {
        case code::make: its = with_.from.make(thread_, each.value); break;
        case code::make_numbered: its = with_.from.make(thread_, with_.number.fetch_add(1)); break;
        case code::push: push(head, its); break;
        case code::push_once: push_once(head, its); break;
        case code::pop: pop(head, its); break;
        case code::take_all: take_all(head); break;
        case code::publish:
            share(its);
            head.store(its);
            break;
        case code::clear: head.store(nullptr); break;
        case code::read: see(its = head.load()); break;
        case code::swap:
            share(its);
            see(its = head.exchange(its));
            break;
        case code::exchange_if_same: {
            node* expected = its;
            share(registers_[1 - each.reg]);
            log_ += head.compare_exchange_strong(expected, registers_[1 - each.reg]) ? "+" : "-";
            break;
        }
        case code::mark: log_ += its != nullptr ? std::to_string(its->marks.fetch_add(1)) : ""; break;
        case code::add: log_ += std::to_string(with_.number.fetch_add(1)); break;
        case code::compare_heads: log_ += with_.all[0].load() == with_.all[1].load() ? "=" : "!"; break;
        case code::await_any:
        case code::await_value:
        case code::await_another:
        case code::await_same:
        case code::await_mark:
        case code::await_number:
        case code::await_claim: await(each, head, its); break;
        case code::wait: head.wait(its); break;
        case code::notify: head.notify_all(); break;
        }
        log_ += ' ';
    }

private:
    static void share(node* which) {
        if (which != nullptr) {
            which->is_shared = true;
        }
    }
    void see(node const* which) { log_ += name_of(which); }

    void push(fermata::atomic<node*>& head, node*& its) {
        if (its == nullptr || its->is_shared) {
            return;
        }
        node* expected = head.load();
        do {
            its->next = expected;
        } while (!head.compare_exchange_strong(expected, its));
        share(its);
        its = nullptr;
    }
    void push_once(fermata::atomic<node*>& head, node*& its) {
        if (its == nullptr || its->is_shared) {
            return;
        }
        its->next = head.load();
        if (head.compare_exchange_strong(its->next, its)) {
            share(its);
            its = nullptr;
            log_ += "pushed";
        }
    }
    void pop(fermata::atomic<node*>& head, node*& its) {
        node* expected = head.load();
        while (expected != nullptr && !head.compare_exchange_weak(expected, expected->next)) {
        }
        see(its = expected);
    }
    void take_all(fermata::atomic<node*>& head) {
        node* each = head.exchange(nullptr);
        log_ += names_of(each);
        while (each != nullptr) {
            node* const next = each->next;
            with_.from.give_back(thread_, each);
            each = next;
        }
    }

    /// What a loop waits with is in its frame.
    [[gnu::noinline]] void await(step const& each, fermata::atomic<node*>& head, node*& its) {
        node* found = nullptr;
        switch (each.code) {
        case code::await_any:
            while (head.load() == nullptr) {
            }
            return;
        case code::await_value:
            while ((found = head.load()) == nullptr || found->value < each.value) {
            }
            break;
        case code::await_another:
            while ((found = head.load()) == its) {
            }
            break;
        case code::await_same:
            found = its;
            while (head.load() != found) {
            }
            break;
        case code::await_mark:
            while (its != nullptr && its->marks.load() == 0) {
            }
            return;
        case code::await_number:
            while (with_.number.load() < each.value) {
            }
            return;
        default:
            do {
                found = head.load();
                with_.announced[thread_].store(found);
            } while (head.load() != found);
            break;
        }
        its = found;
        see(its);
    }

    std::size_t thread_;
    shared& with_;
    std::string& log_;
    std::array<node*, registers> registers_{};
};

} // namespace

void run(program const& what, std::string& final_state) {
    std::array<std::string, threads_max> logs;
    shared with(what);
    struct keep {
        shared& with;
        std::array<std::string, threads_max> const& logs;
        std::string& state;
        ~keep() noexcept(false) {
            state = std::to_string(with.number.load());
            for (auto& each : with.all) {
                state += " [" + names_of(each.load()) + "]";
            }
            for (std::string const& each : logs) {
                state += "|" + each;
            }
        }
    } const kept{with, logs, final_state};
    auto const interpret = [&](std::size_t thread) {
        interpreter at(thread, with, logs[thread]);
        for (step const& each : what.threads[thread]) {
            at.perform(each);
        }
    };
    std::vector<fermata::thread> threads;
    for (std::size_t i = what.main_takes_part ? 1 : 0; i < what.threads.size(); ++i) {
        threads.emplace_back([&, i] { interpret(i); });
    }
    if (what.main_takes_part) {
        interpret(0);
    }
    for (fermata::thread& each : threads) {
        each.join();
    }
}

} // namespace nodes
