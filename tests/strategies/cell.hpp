// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/fermata.hpp>

namespace strategies_test {

/// A shared variable whose every access is a scheduling point and one step.
template <class T>
class cell {
public:
    explicit cell(T value = T{}) : value_(value) {}

    T load() const {
        fermata::checkpoint("load");
        return value_;
    }
    void store(T value) {
        fermata::checkpoint("store");
        value_ = value;
    }
    T fetch_add(T more) {
        fermata::checkpoint("fetch_add");
        T const before = value_;
        value_ += more;
        return before;
    }

private:
    T value_;
};

} // namespace strategies_test
