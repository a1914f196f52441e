// Files of others, and the process that reads them.
#pragma once

#include <napi.h>

namespace bpfleet::addon {

void define_files(Napi::Env env, Napi::Object exports);

}  // namespace bpfleet::addon
