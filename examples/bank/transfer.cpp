// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "transfer.hpp"

#include "database.hpp"

#include <fermata/fermata.hpp>

namespace bank {

namespace {

void move_money(connection& bank, std::string_view to, int amount) {
    int const balance = bank.balance("savings");
    fermata::note("sees", balance);
    fermata::checkpoint("read");
    bank.set_balance("savings", balance - amount);
    fermata::note("writes", balance - amount);
    fermata::checkpoint("debited");
    bank.add(to, amount);
    fermata::note("moved", amount);
}

/// Rolls back if it has not been committed: the fiber may end here by an exception at any checkpoint.
class transaction {
public:
    explicit transaction(connection& bank) : bank_(bank) {
        while (!bank_.try_begin()) {
            fermata::note("database", "busy");
            fermata::wait_for_progress();
        }
    }
    ~transaction() {
        if (!committed_) {
            bank_.rollback();
        }
    }
    transaction(transaction const&) = delete;
    transaction& operator=(transaction const&) = delete;

    void commit() {
        bank_.commit();
        committed_ = true;
    }

private:
    connection& bank_;
    bool committed_ = false;
};

} // namespace

void transfer_without_transaction(std::filesystem::path const& file, std::string_view to, int amount) {
    connection bank{file};
    move_money(bank, to, amount);
}

void transfer_in_transaction(std::filesystem::path const& file, std::string_view to, int amount) {
    connection bank{file};
    transaction all_or_nothing{bank};
    fermata::checkpoint("begun");
    move_money(bank, to, amount);
    fermata::checkpoint("credited");
    all_or_nothing.commit();
}

} // namespace bank
