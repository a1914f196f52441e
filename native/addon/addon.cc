// The functions of NativeBinding (js/native.ts), in its order.
#include <bpf/libbpf.h>
#include <napi.h>

#include <cstring>
#include <ctime>

#include "../core/child.h"
#include "../core/error.h"
#include "../core/filesystem.h"
#include "../core/libbpf_log.h"
#include "../core/probe.h"
#include "../core/uprobe.h"
#include "../core/wait_for_programs.h"
#include "classes.h"
#include "convert.h"
#include "files.h"

namespace bpfleet::addon {
namespace {

using Call = const Napi::CallbackInfo&;

int int_of(const Napi::Value& value) {
  return value.As<Napi::Number>().Int32Value();
}

Napi::Value libbpf_version(Call call) {
  return Napi::String::New(call.Env(), libbpf_version_string());
}

Napi::Value get_possible_cpus(Call call) {
  return guarded(call.Env(),
                 [&]() -> Napi::Value { return Napi::Number::New(call.Env(), static_cast<double>(possible_cpus())); });
}

Napi::Value probe_helper_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    return Napi::Boolean::New(call.Env(), probe_helper(int_of(call[0]), int_of(call[1])));
  });
}

Napi::Value probe_program_type_call(Call call) {
  return guarded(call.Env(),
                 [&]() -> Napi::Value { return Napi::Boolean::New(call.Env(), probe_program_type(int_of(call[0]))); });
}

Napi::Value probe_uprobe_multi_call(Call call) {
  return Napi::Boolean::New(call.Env(), probe_uprobe_multi());
}

Napi::Value open_tracefs_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value { return Napi::Number::New(call.Env(), open_tracefs()); });
}

void mount_bpffs_call(Call call) {
  guarded(call.Env(), [&] { mount_bpffs(text_of(call[0])); });
}

void unmount_call(Call call) {
  guarded(call.Env(), [&] { unmount(text_of(call[0])); });
}

Napi::Value filesystem_type_call(Call call) {
  return guarded(call.Env(),
                 [&]() -> Napi::Value { return Napi::Number::New(call.Env(), filesystem_type(text_of(call[0]))); });
}

Napi::Value try_lock_call(Call call) {
  return guarded(call.Env(),
                 [&]() -> Napi::Value { return Napi::Number::New(call.Env(), try_lock(text_of(call[0]))); });
}

Napi::Value clock_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    timespec time{};
    if (clock_gettime(int_of(call[0]), &time) < 0) throw Error("clock", errno, "cannot read the clock");
    return Napi::BigInt::New(call.Env(), static_cast<int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec);
  });
}

Napi::Value text_or_null(Call call, const char* text) {
  return text == nullptr ? call.Env().Null() : Napi::Value(Napi::String::New(call.Env(), text));
}

Napi::Value error_text_call(Call call) {
  return text_or_null(call, strerrordesc_np(int_of(call[0])));
}

Napi::Value signal_text_call(Call call) {
  return text_or_null(call, sigdescr_np(int_of(call[0])));
}

Napi::Value hold_child_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    auto list = call[1].As<Napi::Array>();
    std::vector<std::string> args;
    for (uint32_t index = 0; index < list.Length(); index++) args.push_back(text_of(list.Get(index)));
    const HeldChild child = hold_child(text_of(call[0]), args);
    auto result = Napi::Object::New(call.Env());
    result.Set("pid", child.pid);
    result.Set("gate", child.gate);
    return result;
  });
}

Napi::Value child_status_call(Call call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    const auto status = child_status(int_of(call[0]));
    return status ? Napi::Value(Napi::Number::New(call.Env(), *status)) : call.Env().Null();
  });
}

void wait_for_programs_call(Call call) {
  guarded(call.Env(), [&] { wait_for_programs(); });
}

Napi::Value open_object(Call call) {
  return guarded(call.Env(), [&] {
    auto elf = call[0].As<Napi::Uint8Array>();
    Bytes bytes(elf.Data(), elf.Data() + elf.ByteLength());
    return ObjectClass::create(call.Env(), Object::open(std::move(bytes), text_of(call[1])));
  });
}

Napi::Value open_pinned(Call call) {
  return guarded(call.Env(), [&] { return MapClass::create(call.Env(), Map::open_pinned(text_of(call[0]))); });
}

Napi::Value open_rings(Call call) {
  return guarded(call.Env(), [&] {
    const Map& data = MapClass::Unwrap(call[0].As<Napi::Object>())->map();
    const Map& control = MapClass::Unwrap(call[1].As<Napi::Object>())->map();
    const std::chrono::milliseconds poll(int_of(call[2]));
    return RingsClass::create(call.Env(), std::make_unique<RingReader>(data, control), poll,
                              call[3].As<Napi::Number>().Uint32Value(), call[4].As<Napi::Function>());
  });
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  install_libbpf_log();
  auto* constructors = new Constructors{
      Napi::Persistent(MapClass::define(env)),
      Napi::Persistent(ObjectClass::define(env)),
      Napi::Persistent(RingsClass::define(env)),
  };
  env.SetInstanceData(constructors);

  exports.Set("libbpfVersion", Napi::Function::New<libbpf_version>(env));
  exports.Set("possibleCpus", Napi::Function::New<get_possible_cpus>(env));
  exports.Set("probeHelper", Napi::Function::New<probe_helper_call>(env));
  exports.Set("probeProgramType", Napi::Function::New<probe_program_type_call>(env));
  exports.Set("probeUprobeMulti", Napi::Function::New<probe_uprobe_multi_call>(env));
  exports.Set("openTracefs", Napi::Function::New<open_tracefs_call>(env));
  exports.Set("mountBpffs", Napi::Function::New<mount_bpffs_call>(env));
  exports.Set("unmount", Napi::Function::New<unmount_call>(env));
  exports.Set("filesystemType", Napi::Function::New<filesystem_type_call>(env));
  exports.Set("tryLock", Napi::Function::New<try_lock_call>(env));
  exports.Set("clock", Napi::Function::New<clock_call>(env));
  exports.Set("errorText", Napi::Function::New<error_text_call>(env));
  exports.Set("signalText", Napi::Function::New<signal_text_call>(env));
  exports.Set("holdChild", Napi::Function::New<hold_child_call>(env));
  exports.Set("childStatus", Napi::Function::New<child_status_call>(env));
  exports.Set("waitForPrograms", Napi::Function::New<wait_for_programs_call>(env));
  exports.Set("openObject", Napi::Function::New<open_object>(env));
  exports.Set("openPinned", Napi::Function::New<open_pinned>(env));
  exports.Set("openRings", Napi::Function::New<open_rings>(env));
  define_files(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(bpfleet, init)

}  // namespace bpfleet::addon
