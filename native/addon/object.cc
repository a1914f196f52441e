#include "classes.h"
#include "convert.h"

namespace bpfleet::addon {
namespace {

uint64_t to_u64(const Napi::Value& value) {
  bool lossless;
  return value.As<Napi::BigInt>().Uint64Value(&lossless);
}

std::optional<uint64_t> to_optional_u64(const Napi::Value& value) {
  if (value.IsNull()) return std::nullopt;
  return to_u64(value);
}

PerfEvent to_perf_event(const Napi::Object& spec) {
  PerfEvent event{spec.Get("type").As<Napi::Number>().Uint32Value(),
                  to_u64(spec.Get("config")),
                  to_optional_u64(spec.Get("period")),
                  to_optional_u64(spec.Get("frequency")),
                  {},
                  std::nullopt};
  const auto pid = spec.Get("pid");
  if (!pid.IsNull()) event.pid = pid.As<Napi::Number>().Int32Value();
  auto cpus = spec.Get("cpus").As<Napi::Array>();
  for (uint32_t i = 0; i < cpus.Length(); i++) event.cpus.push_back(cpus.Get(i).As<Napi::Number>().Int32Value());
  return event;
}

Uprobe to_uprobe(const Napi::Object& spec) {
  Uprobe uprobe{text_of(spec.Get("path")),
                {},
                spec.Get("atReturn").As<Napi::Boolean>().Value(),
                spec.Get("pid").As<Napi::Number>().Int32Value()};
  auto offsets = spec.Get("offsets").As<Napi::Array>();
  for (uint32_t i = 0; i < offsets.Length(); i++) uprobe.offsets.push_back(to_u64(offsets.Get(i)));
  return uprobe;
}

}  // namespace

Napi::Function ObjectClass::define(Napi::Env env) {
  return DefineClass(env, "NativeObject",
                     {
                         InstanceMethod<&ObjectClass::load>("load"),
                         InstanceMethod<&ObjectClass::program_names>("programNames"),
                         InstanceMethod<&ObjectClass::map_names>("mapNames"),
                         InstanceMethod<&ObjectClass::map>("map"),
                         InstanceMethod<&ObjectClass::run_once>("runOnce"),
                         InstanceMethod<&ObjectClass::attach_tracepoint>("attachTracepoint"),
                         InstanceMethod<&ObjectClass::attach_perf_event>("attachPerfEvent"),
                         InstanceMethod<&ObjectClass::use_uprobe_multi>("useUprobeMulti"),
                         InstanceMethod<&ObjectClass::attach_uprobe>("attachUprobe"),
                         InstanceMethod<&ObjectClass::attach_trace>("attachTrace"),
                         InstanceMethod<&ObjectClass::attach_kprobes>("attachKprobes"),
                         InstanceMethod<&ObjectClass::attach_kprobe_multi>("attachKprobeMulti"),
                         InstanceMethod<&ObjectClass::program_stats>("programStats"),
                         InstanceMethod<&ObjectClass::detach>("detach"),
                         InstanceMethod<&ObjectClass::close>("close"),
                     });
}

Napi::Value ObjectClass::create(Napi::Env env, Object object) {
  return env.GetInstanceData<Constructors>()->object.New({Napi::External<Object>::New(env, &object)});
}

ObjectClass::ObjectClass(const Napi::CallbackInfo& info)
    : ObjectWrap(info), object_(std::make_unique<Object>(std::move(*info[0].As<Napi::External<Object>>().Data()))) {}

void ObjectClass::load(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { object_->load(); });
}

Napi::Value ObjectClass::program_names(const Napi::CallbackInfo& call) {
  return guarded(call.Env(), [&]() -> Napi::Value { return to_array(call.Env(), object_->program_names()); });
}

Napi::Value ObjectClass::map_names(const Napi::CallbackInfo& call) {
  return guarded(call.Env(), [&]() -> Napi::Value { return to_array(call.Env(), object_->map_names()); });
}

Napi::Value ObjectClass::map(const Napi::CallbackInfo& call) {
  return guarded(call.Env(), [&] { return MapClass::create(call.Env(), object_->map(text_of(call[0]))); });
}

Napi::Value ObjectClass::run_once(const Napi::CallbackInfo& call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    const int cpu = call[1].As<Napi::Number>().Int32Value();
    return Napi::Number::New(call.Env(), object_->run_once(text_of(call[0]), cpu));
  });
}

void ObjectClass::attach_tracepoint(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { object_->attach_tracepoint(text_of(call[0]), call[1].As<Napi::Number>().Uint32Value()); });
}

void ObjectClass::attach_perf_event(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { object_->attach_perf_event(text_of(call[0]), to_perf_event(call[1].As<Napi::Object>())); });
}

void ObjectClass::use_uprobe_multi(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { object_->use_uprobe_multi(text_of(call[0])); });
}

void ObjectClass::attach_uprobe(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { object_->attach_uprobe(text_of(call[0]), to_uprobe(call[1].As<Napi::Object>())); });
}

void ObjectClass::attach_trace(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { object_->attach_trace(text_of(call[0])); });
}

void ObjectClass::attach_kprobes(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] {
    Kprobes kprobes{{}, call[2].As<Napi::Boolean>().Value()};
    auto places = call[1].As<Napi::Array>();
    for (uint32_t i = 0; i < places.Length(); i++) {
      auto place = places.Get(i).As<Napi::Object>();
      kprobes.places.push_back({text_of(place.Get("function")), to_u64(place.Get("offset"))});
    }
    object_->attach_kprobes(text_of(call[0]), kprobes);
  });
}

void ObjectClass::attach_kprobe_multi(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] {
    std::vector<std::string> functions;
    auto list = call[1].As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) functions.push_back(text_of(list.Get(i)));
    const std::string at = text_of(call[2]);
    if (at != "entry" && at != "return" && at != "both") throw std::invalid_argument("kprobes are at entry, return or both");
    object_->attach_kprobe_multi(text_of(call[0]), functions,
                                 at == "entry"    ? KprobeMultiAt::kEntry
                                 : at == "return" ? KprobeMultiAt::kReturn
                                                  : KprobeMultiAt::kBoth);
  });
}

Napi::Value ObjectClass::program_stats(const Napi::CallbackInfo& call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    Napi::Object stats = Napi::Object::New(call.Env());
    stats.Set("recursionMisses", Napi::BigInt::New(call.Env(), object_->recursion_misses(text_of(call[0]))));
    return stats;
  });
}

void ObjectClass::detach(const Napi::CallbackInfo&) {
  object_->detach();
}

void ObjectClass::close(const Napi::CallbackInfo&) {
  object_->close();
}

}  // namespace bpfleet::addon
