// fermata - https://www.boost.org/LICENSE_1_0.txt
#include "fiber/frame_rules.hpp"

#include <cstring>

#if defined(__x86_64__) && !defined(__ILP32__)

// Of the runtime's unwinder, in no header of it.
extern "C" {
struct fermata_frame_bases {
    void* text;
    void* data;
    void* function;
};
[[gnu::weak]] void const* _Unwind_Find_FDE(void* place, fermata_frame_bases* bases);
}

namespace fermata::detail {

namespace {

class reader {
public:
    explicit reader(unsigned char const* at) : at_(at) {}

    template <class Value>
    Value fixed() noexcept {
        Value value;
        std::memcpy(&value, at_, sizeof(value));
        at_ += sizeof(value);
        return value;
    }
    std::uint64_t number() noexcept {
        std::uint64_t value = 0;
        unsigned shift = 0;
        unsigned char byte = 0;
        do {
            byte = *at_++;
            value |= std::uint64_t{byte & 0x7fU} << shift;
            shift += 7;
        } while ((byte & 0x80U) != 0 && shift < 64);
        if (shift < 64) {
            sign_ = (byte & 0x40U) != 0 ? ~std::uint64_t{0} << shift : 0;
        }
        return value;
    }
    std::int64_t signed_number() noexcept {
        sign_ = 0;
        std::uint64_t const value = number();
        return static_cast<std::int64_t>(value | sign_);
    }
    unsigned char const* at() const noexcept { return at_; }
    void skip(std::size_t bytes) noexcept { at_ += bytes; }

private:
    unsigned char const* at_;
    std::uint64_t sign_ = 0;
};

/// 0 for what is not understood.
std::size_t size_of_pointer(unsigned char encoding) noexcept {
    switch (encoding & 0x0fU) {
    case 0x00:
    case 0x04:
    case 0x0c: return 8;
    case 0x02:
    case 0x0a: return 2;
    case 0x03:
    case 0x0b: return 4;
    default: return 0;
    }
}

constexpr std::uint64_t rbp = 6;
constexpr std::uint64_t stack_pointer = 7;

/// Its index among those that are kept.
std::size_t index_of(std::uint64_t number) noexcept {
    constexpr std::uint64_t numbers[] = {3, rbp, 12, 13, 14, 15};
    std::size_t index = 0;
    while (index < frame_state::kept && numbers[index] != number) {
        ++index;
    }
    return index;
}

} // namespace

/// What is written down for one function.
class frame_program {
public:
    using rule = frame_rules::rule;

    /// Up to a place; false where something in it is not understood.
    bool run(std::uintptr_t function, unsigned char const* description, std::uintptr_t place, rule& made) {
        reader head(description);
        auto const length = head.fixed<std::uint32_t>();
        if (length == 0 || length == 0xffff'ffff) {
            return false;
        }
        unsigned char const* const end = head.at() + length;
        unsigned char const* const from = head.at();
        auto const distance = head.fixed<std::uint32_t>();
        unsigned char encoding = 0;
        unsigned char const* first = nullptr;
        unsigned char const* first_end = nullptr;
        if (!read_common(from - distance, encoding, first, first_end)) {
            return false;
        }
        std::size_t const pointer = size_of_pointer(encoding);
        if (pointer == 0 || (encoding & 0x70U) == 0x50) {
            return false;
        }
        head.skip(2 * pointer);
        head.skip(head.number()); // once it is read, where it ends
        location_ = function;
        place_ = place;
        row_ = {};
        if (!run(first, first_end)) {
            return false;
        }
        initial_ = row_;
        if (!run(head.at(), end) || row_.frame_offset == 0) {
            return false;
        }
        made = row_;
        return true;
    }

private:
    bool read_common(unsigned char const* at, unsigned char& encoding, unsigned char const*& first,
                     unsigned char const*& end) {
        reader head(at);
        auto const length = head.fixed<std::uint32_t>();
        end = head.at() + length;
        auto const identity = head.fixed<std::uint32_t>();
        auto const version = head.fixed<unsigned char>();
        auto const* const augmentation = reinterpret_cast<char const*>(head.at());
        if (identity != 0 || version != 1 || augmentation[0] != 'z') {
            return false;
        }
        head.skip(std::strlen(augmentation) + 1);
        code_unit_ = head.number();
        data_unit_ = head.signed_number();
        if (head.fixed<unsigned char>() != 16) { // where the return address is
            return false;
        }
        std::uint64_t const size = head.number();
        first = head.at() + size;
        for (char const* each = augmentation + 1; *each != '\0'; ++each) {
            if (*each == 'R') {
                encoding = head.fixed<unsigned char>();
            } else if (*each == 'L') {
                head.skip(1);
            } else if (*each == 'P') {
                std::size_t const pointer = size_of_pointer(head.fixed<unsigned char>());
                if (pointer == 0) {
                    return false;
                }
                head.skip(pointer);
            } else {
                return false;
            }
        }
        return true;
    }

    bool save(std::uint64_t which, std::int64_t offset) noexcept {
        if (which == 16) {
            return offset == -8;
        }
        std::size_t const index = index_of(which);
        if (index < frame_state::kept) {
            row_.saved_at[index] = static_cast<std::int32_t>(offset);
        }
        return index < frame_state::kept;
    }
    bool set_frame(std::uint64_t from, std::uint64_t offset) noexcept {
        row_.is_from_rbp = from == rbp;
        row_.frame_offset = static_cast<std::int32_t>(offset);
        return from == rbp || from == stack_pointer;
    }

    /// True, too, where it ends because the place has been passed.
    bool run(unsigned char const* at, unsigned char const* end) {
        reader code(at);
        while (code.at() < end && location_ <= place_) {
            auto const what = code.fixed<unsigned char>();
            unsigned const low = what & 0x3fU;
            bool is_understood = true;
            switch (what >> 6) {
            case 1: advance(low); continue;
            case 2: is_understood = save(low, static_cast<std::int64_t>(code.number()) * data_unit_); break;
            case 3: is_understood = restore(low); break;
            default: is_understood = run_other(low, code); break;
            }
            if (!is_understood) {
                return false;
            }
        }
        return true;
    }
    void advance(std::uint64_t units) noexcept { location_ += units * code_unit_; }
    bool restore(std::uint64_t which) noexcept {
        std::size_t const index = index_of(which);
        if (index < frame_state::kept) {
            row_.saved_at[index] = initial_.saved_at[index];
        }
        return index < frame_state::kept;
    }
    bool run_other(unsigned what, reader& code) {
        switch (what) {
        case 0x00: return true;
        case 0x02: advance(code.fixed<std::uint8_t>()); return true;
        case 0x03: advance(code.fixed<std::uint16_t>()); return true;
        case 0x04: advance(code.fixed<std::uint32_t>()); return true;
        case 0x0a:
            if (kept_rows_ == rows_.size()) {
                return false;
            }
            rows_[kept_rows_++] = row_;
            return true;
        case 0x0b:
            if (kept_rows_ == 0) {
                return false;
            }
            row_ = rows_[--kept_rows_];
            return true;
        case 0x0c: {
            std::uint64_t const from = code.number();
            return set_frame(from, code.number());
        }
        case 0x0d: return set_frame(code.number(), static_cast<std::uint64_t>(row_.frame_offset));
        case 0x0e: row_.frame_offset = static_cast<std::int32_t>(code.number()); return true;
        case 0x2e: code.number(); return true; // the size of arguments
        default: return false;
        }
    }

    std::uintptr_t location_ = 0;
    std::uintptr_t place_ = 0;
    std::uint64_t code_unit_ = 1;
    std::int64_t data_unit_ = 1;
    rule row_;
    rule initial_;
    std::array<rule, 4> rows_;
    std::size_t kept_rows_ = 0;
};

namespace {

/// Volatile, and not looked at by AddressSanitizer.
[[gnu::no_sanitize_address, gnu::always_inline]] inline std::uintptr_t word_at(std::uintptr_t address) noexcept {
    return *reinterpret_cast<std::uintptr_t const volatile*>(address);
}

} // namespace

frame_rules::rule frame_rules::make(std::uintptr_t place, bool is_return_address) {
    rule made;
    if (_Unwind_Find_FDE != nullptr) {
        fermata_frame_bases bases{};
        std::uintptr_t const within = place - (is_return_address ? 1 : 0);
        void const* const found = _Unwind_Find_FDE(reinterpret_cast<void*>(within), &bases);
        if (found != nullptr) {
            made.is_understood = frame_program().run(reinterpret_cast<std::uintptr_t>(bases.function),
                                                     static_cast<unsigned char const*>(found), within, made);
        }
    }
    made.place = place;
    return made;
}

[[gnu::no_sanitize_address]] bool frame_rules::leave(frame_state& at, bool is_return_address) {
    rule& its = known_[slot_of(at.place)];
    if (its.place != at.place) [[unlikely]] {
        its = make(at.place, is_return_address);
    }
    if (!its.is_understood) {
        return false;
    }
    constexpr std::size_t index_of_rbp = 1;
    std::uintptr_t const base = its.is_from_rbp ? at.registers[index_of_rbp] : at.stack_pointer;
    std::uintptr_t const end = base + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(its.frame_offset));
    for (std::size_t i = 0; i < frame_state::kept; ++i) {
        // No branch: which registers are saved is different in each function, which no processor foresees.
        auto const saved = end + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(its.saved_at[i]));
        auto const kept = reinterpret_cast<std::uintptr_t>(&at.registers[i]);
        at.registers[i] = word_at(its.saved_at[i] != 0 ? saved : kept);
    }
    at.place = word_at(end - sizeof(std::uintptr_t));
    at.stack_pointer = end;
    return true;
}

} // namespace fermata::detail

#else

namespace fermata::detail {

bool frame_rules::leave(frame_state&, bool) { return false; }

} // namespace fermata::detail

#endif
