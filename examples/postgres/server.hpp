// fermata - https://www.boost.org/LICENSE_1_0.txt
#pragma once

#include <fermata/process.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace example {

/// A PostgreSQL server of our own, in a temporary folder, gone at the end.
class server {
public:
    server();
    ~server();
    server(server const&) = delete;
    server& operator=(server const&) = delete;

    /// For libpq.
    std::string connection_string() const;

private:
    void make_data();

    std::filesystem::path folder_;
    int port_;
    std::unique_ptr<fermata::process::executor> postgres_;
};

} // namespace example
