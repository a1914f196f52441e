// Between core/ and JavaScript: errors, bytes, strings. Arguments were checked in TypeScript; what is checked
// again here is only what memory safety needs.
#pragma once

#include <napi.h>

#include <string>
#include <vector>

#include "../core/error.h"
#include "../core/map.h"

namespace bpfleet::addon {

// A NativeFailure (js/native.ts) made of an Error.
Napi::Error to_js_error(Napi::Env env, const Error& error);

// Runs `body`; an Error of core/ becomes a JavaScript exception.
template <typename Body>
auto guarded(Napi::Env env, Body body) {
  try {
    return body();
  } catch (const Error& error) {
    throw to_js_error(env, error);
  }
}

// Gives the vector's memory to JavaScript without a copy where the runtime allows it.
Napi::Buffer<uint8_t> to_buffer(Napi::Env env, Bytes bytes);

Napi::Array to_array(Napi::Env env, const std::vector<std::string>& strings);

// A Uint8Array of exactly `size` bytes, or an Error with EINVAL.
const uint8_t* bytes_of(const Napi::Value& value, size_t size, const char* operation, const char* what);

inline std::string text_of(const Napi::Value& value) {
  return value.As<Napi::String>().Utf8Value();
}

}  // namespace bpfleet::addon
