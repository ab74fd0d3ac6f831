// fermata - https://www.boost.org/LICENSE_1_0.txt
#include <fermata/model/record.hpp>

namespace fermata {

std::optional<std::uint64_t> effect::predicted_state(operation const& of, std::uint64_t state, std::uint64_t expected,
                                                     std::uint64_t operand) noexcept {
    if (predicted(of, state, expected) != access::write) {
        return state;
    }
    if (of.kind == operation_kind::compare_exchange) {
        return operand;
    }
    if (expected == 0 || expected > sizeof(state)) {
        return std::nullopt;
    }
    std::uint64_t const mask = ~std::uint64_t{0} >> (64 - 8 * expected);
    switch (of.kind) {
    case operation_kind::store:
    case operation_kind::exchange: return operand;
    case operation_kind::fetch_add: return (state + operand) & mask;
    case operation_kind::fetch_sub: return (state - operand) & mask;
    case operation_kind::fetch_and: return state & operand;
    case operation_kind::fetch_or: return state | operand;
    case operation_kind::fetch_xor: return state ^ operand;
    default: return std::nullopt;
    }
}

} // namespace fermata
