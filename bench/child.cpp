// fermata - https://www.boost.org/LICENSE_1_0.txt
//
// What the rows about processes start. It links nothing but the C library, so that its own start takes no time.
//   banner MILLISECONDS   says "ready" after that time, and waits to be stopped
//   echo DESCRIPTOR       sends each byte back
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <ctime>

int main(int count, char** arguments) {
    if (count != 3) {
        return 2;
    }
    int const number = std::atoi(arguments[2]);
    if (std::strcmp(arguments[1], "echo") == 0) {
        char byte = 0;
        while (::recv(number, &byte, 1, 0) == 1 && ::send(number, &byte, 1, MSG_NOSIGNAL) == 1) {
        }
        return 0;
    }
    if (number != 0) {
        timespec left{number / 1000, (number % 1000) * 1'000'000L};
        while (::nanosleep(&left, &left) != 0) {
        }
    }
    constexpr char banner[] = "ready\n";
    if (::write(1, banner, sizeof(banner) - 1) != sizeof(banner) - 1) {
        return 1;
    }
    while (true) {
        ::pause();
    }
}
