// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// A process starter that does nothing but come to as many checkpoints as it is told.
#include <fermata/core/checkpoint.hpp>

#include <cstdlib>

int main(int count, char** arguments) {
    for (int left = count == 2 ? std::atoi(arguments[1]) : 0; left > 0; --left) {
        fermata::checkpoint("turn");
    }
}
