// C++ names as a person writes them.
#pragma once

#include <optional>
#include <string>

namespace bpfleet {

// None for what is no mangled C++ name. Only for the sandbox: the names are those of others.
std::optional<std::string> demangle(const std::string& name);

}  // namespace bpfleet
