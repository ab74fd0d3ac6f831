// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <filesystem>
#include <string_view>

namespace bank {

/// What a client does, over a connection of its own: moves an amount from "savings" to another account.
using client = void(std::filesystem::path const& file, std::string_view to, int amount);

/// Wrong: every statement is a transaction of its own, so the balance that is written may be an old one.
client transfer_without_transaction;

/// Right: one transaction, which begins before the balance is read.
client transfer_in_transaction;

} // namespace bank
