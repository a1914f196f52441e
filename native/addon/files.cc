#include "files.h"

#include "../core/channel.h"
#include "../core/demangle.h"
#include "../core/open_file.h"
#include "../core/sandbox.h"
#include "convert.h"

namespace bpfleet::addon {
namespace {

using Call = const Napi::CallbackInfo&;

Napi::Number number_of(Napi::Env env, Descriptor descriptor) {
  return Napi::Number::New(env, descriptor.release());
}

uint64_t address_of(const Napi::Value& value) {
  bool lossless;
  return value.As<Napi::BigInt>().Uint64Value(&lossless);
}

int int_of(const Napi::Value& value) {
  return value.As<Napi::Number>().Int32Value();
}

Patience patience_of(const Napi::Value& millis) {
  if (millis.IsNull()) return std::nullopt;
  return std::chrono::milliseconds(millis.As<Napi::Number>().Int64Value());
}

Napi::Value open_in_root_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    return number_of(call.Env(),
                     open_in_root(text_of(call[0]), text_of(call[1]), call[2].As<Napi::Boolean>().Value()));
  });
}

Napi::Value open_mapped_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    return number_of(call.Env(), open_mapped(int_of(call[0]), address_of(call[1]), address_of(call[2])));
  });
}

Napi::Value make_channel_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    auto [one, other] = make_channel();
    Napi::Array ends = Napi::Array::New(call.Env(), 2);
    ends.Set(0u, number_of(call.Env(), std::move(one)));
    ends.Set(1u, number_of(call.Env(), std::move(other)));
    return ends;
  });
}

void send_message_call(Call call) {
  guarded(call.Env(), [&] {
    auto bytes = call[1].As<Napi::Uint8Array>();
    auto list = call[2].As<Napi::Array>();
    std::vector<int> descriptors;
    for (uint32_t i = 0; i < list.Length(); i++) descriptors.push_back(int_of(list.Get(i)));
    send_message(int_of(call[0]), bytes.Data(), bytes.ByteLength(), descriptors, patience_of(call[3]));
  });
}

Napi::Value receive_message_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    const auto limit = static_cast<size_t>(call[1].As<Napi::Number>().Int64Value());
    std::optional<Message> message = receive_message(int_of(call[0]), limit, patience_of(call[2]));
    if (!message) return call.Env().Null();
    Napi::Array descriptors = Napi::Array::New(call.Env(), message->descriptors.size());
    for (uint32_t i = 0; i < message->descriptors.size(); i++) {
      descriptors.Set(i, number_of(call.Env(), std::move(message->descriptors[i])));
    }
    Napi::Object result = Napi::Object::New(call.Env());
    result.Set("bytes", to_buffer(call.Env(), std::move(message->bytes)));
    result.Set("descriptors", descriptors);
    return result;
  });
}

void enter_sandbox_call(Call call) {
  guarded(call.Env(), [&] { enter_sandbox(address_of(call[0])); });
}

Napi::Value demangle_call(Call call) {
  std::optional<std::string> text = demangle(text_of(call[0]));
  if (!text) return call.Env().Null();
  return Napi::String::New(call.Env(), *text);
}

}  // namespace

void define_files(Napi::Env env, Napi::Object exports) {
  exports.Set("openInRoot", Napi::Function::New<open_in_root_call>(env));
  exports.Set("openMapped", Napi::Function::New<open_mapped_call>(env));
  exports.Set("makeChannel", Napi::Function::New<make_channel_call>(env));
  exports.Set("sendMessage", Napi::Function::New<send_message_call>(env));
  exports.Set("receiveMessage", Napi::Function::New<receive_message_call>(env));
  exports.Set("enterSandbox", Napi::Function::New<enter_sandbox_call>(env));
  exports.Set("demangle", Napi::Function::New<demangle_call>(env));
}

}  // namespace bpfleet::addon
