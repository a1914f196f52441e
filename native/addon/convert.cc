#include "convert.h"

#include <memory>

namespace bpfleet::addon {

Napi::Error to_js_error(Napi::Env env, const Error& error) {
  Napi::Error result = Napi::Error::New(env, error.what());
  Napi::Object value = result.Value();
  value.Set("operation", error.operation());
  value.Set("errno", error.code());
  if (error.program()) {
    value.Set("program", *error.program());
  } else {
    value.Set("program", env.Null());
  }
  value.Set("log", error.log());
  return result;
}

Napi::Buffer<uint8_t> to_buffer(Napi::Env env, Bytes bytes) {
  if (bytes.empty()) return Napi::Buffer<uint8_t>::New(env, 0);
  auto* owner = new Bytes(std::move(bytes));
  const auto release = [](Napi::BasicEnv, uint8_t*, Bytes* memory) { delete memory; };
  return Napi::Buffer<uint8_t>::NewOrCopy(env, owner->data(), owner->size(), release, owner);
}

Napi::Array to_array(Napi::Env env, const std::vector<std::string>& strings) {
  Napi::Array array = Napi::Array::New(env, strings.size());
  for (size_t i = 0; i < strings.size(); i++) array.Set(static_cast<uint32_t>(i), strings[i]);
  return array;
}

const uint8_t* bytes_of(const Napi::Value& value, size_t size, const char* operation, const char* what) {
  auto array = value.As<Napi::Uint8Array>();
  if (array.ByteLength() != size) {
    throw Error(
        operation, EINVAL,
        std::string(what) + " has " + std::to_string(array.ByteLength()) + " bytes instead of " + std::to_string(size));
  }
  return array.Data();
}

}  // namespace bpfleet::addon
