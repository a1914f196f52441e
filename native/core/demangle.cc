#include "demangle.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace bpfleet {

std::optional<std::string> demangle(const std::string& name) {
  // Anything else is taken for the name of a type: `i` would become `int`.
  if (name.rfind("_Z", 0) != 0) return std::nullopt;
  int status = 0;
  const std::unique_ptr<char, decltype(&free)> text(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                    &free);
  if (status != 0 || text == nullptr) return std::nullopt;
  return std::string(text.get());
}

}  // namespace bpfleet
