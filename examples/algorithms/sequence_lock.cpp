// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A sequence lock: readers that never wait, and what they see in the middle of a write.
#include "show.hpp"

#include <fermata/fermata.hpp>

#include <fmt/format.h>

#include <optional>

namespace {

namespace sync = fermata; // std: the same code with real threads

enum class mistake { none, odd_not_looked_at };

struct point {
    int x = 0;
    int y = 0;
};

/// A point that one thread writes. The number is odd while it does.
template <mistake Made>
class sequence_lock {
public:
    void write(point value) {
        int const number = sequence_.load();
        sequence_.store(number + 1);
        x_.store(value.x);
        y_.store(value.y);
        sequence_.store(number + 2);
    }

    /// Empty if the writer came in between: try again.
    std::optional<point> try_read() const {
        int const number = sequence_.load();
        if (Made != mistake::odd_not_looked_at && number % 2 != 0) {
            return std::nullopt;
        }
        point const value{x_.load(), y_.load()};
        return sequence_.load() == number ? std::optional(value) : std::nullopt;
    }

private:
    sync::atomic<int> sequence_{0};
    sync::atomic<int> x_{0}; // atomic, because they may be read while they are written
    sync::atomic<int> y_{0};
};

template <mistake Made>
void program() {
    sequence_lock<Made> place;
    auto const read = [&] {
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (auto const seen = place.try_read()) {
                fermata::expect(seen->x == seen->y, fmt::format("read {}, {}: half of a write", seen->x, seen->y));
                return;
            }
        }
    };

    sync::thread writer([&] {
        place.write({1, 1});
        place.write({2, 2});
    });
    sync::thread reader(read);
    writer.join();
    reader.join();
}

} // namespace

int main() {
    return algorithms::show({
        .title = "Sequence lock",
        .setting = "A writer writes 1, 1 and then 2, 2. A reader reads, and tries once more if it has to.",
        .right = program<mistake::none>,
        .wrong = {{"The reader looks whether the number is the same before and after, and not whether it is even.",
                   program<mistake::odd_not_looked_at>, fermata::outcome::failed, "half of a write"}},
    });
}
