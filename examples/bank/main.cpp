// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// Two clients, each with a SQLite connection of its own to one real database file, move money out of
// the same account: a declared order, every order, a replay, and the program made right.
#include "database.hpp"
#include "transfer.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

void heading(int number, std::string_view text) {
    fmt::print("{}{}. {}\n{:=<{}}\n\n", number == 1 ? "" : "\n\n", number, text, "", text.size() + 3);
}

/// What this program says about itself is checked, so that it cannot say anything else.
void require(bool condition, std::string_view what) {
    if (!condition) {
        throw std::logic_error("this should have been so, and is not: " + std::string(what));
    }
}

class bank_program {
public:
    explicit bank_program(std::filesystem::path const& file) : file_(file), observer_(file) {}

    fermata::starter alice(bank::client& transfer) const { return {"alice", transfer, std::cref(file_), "rent", 10}; }
    fermata::starter bob(bank::client& transfer) const { return {"bob", transfer, std::cref(file_), "food", 20}; }

    /// The program under test: it begins afresh, lets both transfer at once, and counts the money.
    void run(bank::client& transfer) {
        observer_.open_accounts();
        fermata::runner{{alice(transfer), bob(transfer)}}.finish();
        int const total = observer_.total();
        fermata::expect(total == 100, fmt::format("the bank held 100, and now holds {}", total));
    }

    void show_declared_order();
    fermata::report show_exploration();
    void show_failure(fermata::report const& found);
    void show_replay(fermata::report const& found);
    void show_fixed_program();

private:
    void print_balances(std::string_view after, std::string_view remark);

    std::filesystem::path file_;
    bank::connection observer_; // a third connection: sees what has been committed
};

void bank_program::print_balances(std::string_view after, std::string_view remark) {
    fmt::print("{:<20} {:>8} {:>6} {:>6} {:>7}   {}\n", after, observer_.balance("savings"), observer_.balance("rent"),
               observer_.balance("food"), observer_.total(), remark);
}

void bank_program::show_declared_order() {
    heading(1, "A declared order, step by step");
    fmt::print("Savings hold 100. Alice moves 10 of it to the rent, Bob 20 to the food, over a SQLite connection\n"
               "each. A transfer has two named checkpoints, \"read\" and \"debited\":\n\n"
               "    read the savings;  \"read\";  write what is left;  \"debited\";  add to the other account\n\n"
               "Both stop there in the order that is declared. In between the program stands still, and a third\n"
               "connection reads the balances from the file:\n\n");

    auto const first = alice(bank::transfer_without_transaction);
    auto const second = bob(bank::transfer_without_transaction);
    observer_.open_accounts();
    fermata::runner runner{{first, second},
                           {first.at("read"), second.at("read"), first.at("debited"), second.at("debited")}};

    fmt::print("{:<20} {:>8} {:>6} {:>6} {:>7}\n", "reached", "savings", "rent", "food", "total");
    print_balances("", "before the first step");
    for (auto const remark : {"Alice has seen 100", "Bob has seen 100", "Alice has written 100 - 10",
                              "Alice has ended; Bob has written 100 - 20", "Bob has ended"}) {
        print_balances(to_string(runner.next().point), remark);
    }
    require(runner.done() && observer_.total() == 110, "in this order Alice's debit is lost");

    fmt::print("\nBob has overwritten what Alice wrote. The bank held 100, and now it holds 110.\n");
}

fermata::report bank_program::show_exploration() {
    heading(2, "Every order");
    fmt::print("Nobody has to know the bad order: explore() runs the same program in every order of its steps,\n"
               "each time on fresh balances, and expects that the bank holds 100 in the end.\n\n");

    auto found = fermata::explore([this] { run(bank::transfer_without_transaction); },
                                  {.strategy = fermata::strategies::all_orderings{}, .stop_at_first_failure = false});
    require(!found.ok(), "some order loses an update");

    fmt::print("{:>6}  kept the money together\n", found.count(fermata::outcome::completed));
    fmt::print("{:>6}  lost an update; the first of them, execution {}: {}\n", found.count(fermata::outcome::failed),
               found.failure->execution, found.failure->message);
    fmt::print("\nWhat was explored: {}.\n", found.verdict());
    return found;
}

void bank_program::show_failure(fermata::report const& found) {
    heading(3, "The order that fails, a column for each client");
    fmt::print("This is what printing the report gives. Time goes down. A line is a step: the checkpoint that it\n"
               "leaves, and the values that the code noted on the way to the next one.\n\n{}",
               found);
}

void bank_program::show_replay(fermata::report const& found) {
    heading(4, "The same failure again, from its token");
    fmt::print("The token is that order, in print. replay() takes it and runs this one order again, step by step:\n"
               "in a debugger, or after a change; it says so if the program no longer fits.\n\n");

    auto const again = fermata::replay(found.failure->token, [this] { run(bank::transfer_without_transaction); });
    require(again.failure.has_value(), "the replay fails too");
    bool const same_message = again.failure->message == found.failure->message;
    bool const same_trace = again.failure->trace == found.failure->trace;
    require(same_message && same_trace, "the replay is the same execution");

    fmt::print("token    {}\n", found.failure->token);
    fmt::print("before   {}\n", found.failure->message);
    fmt::print("again    {}\n", again.failure->message);
    fmt::print("trace    all {} steps are the same, with the values that were noted\n",
               again.failure->trace.events.size());
}

void bank_program::show_fixed_program() {
    heading(5, "The program made right");
    fmt::print("Now a transfer is one transaction, which begins before the savings are read (BEGIN IMMEDIATE).\n"
               "Who finds the database busy waits until the other has made a step (wait_for_progress), and tries\n"
               "again. Once more in every order:\n\n");

    auto const shown = fermata::explore([this] { run(bank::transfer_in_transaction); },
                                        {.strategy = fermata::strategies::all_orderings{}});
    require(shown.ok(), "every order keeps the money together");
    fmt::print("{}", shown);

    fmt::print("\nHere is one of them, in which the two take turns:\n\n");
    auto const first = alice(bank::transfer_in_transaction);
    auto const second = bob(bank::transfer_in_transaction);
    observer_.open_accounts();
    fermata::runner runner{{first, second}};
    runner.finish();
    fmt::print("{}", runner.trace());
    require(observer_.total() == 100, "this order keeps the money together");
    fmt::print("\nsavings {}, rent {}, food {}: the bank held 100, and holds {}.\n", observer_.balance("savings"),
               observer_.balance("rent"), observer_.balance("food"), observer_.total());
}

} // namespace

int main() {
    try {
        bank::temporary_directory const directory;
        bank_program program{directory.path() / "bank.db"};
        program.show_declared_order();
        auto const found = program.show_exploration();
        program.show_failure(found);
        program.show_replay(found);
        program.show_fixed_program();
        return EXIT_SUCCESS;
    } catch (std::exception const& problem) {
        fmt::print(stderr, "bank: {}\n", problem.what());
        return EXIT_FAILURE;
    }
}
