#include "classes.h"
#include "convert.h"

namespace bpfleet::addon {
namespace {

std::vector<LaneFold> folds_of(const uint8_t* bytes, size_t lanes, const char* operation) {
  std::vector<LaneFold> folds;
  for (size_t lane = 0; lane < lanes; lane++) {
    if (bytes[lane] > kLastLaneFold) throw Error(operation, EINVAL, "unknown fold " + std::to_string(bytes[lane]));
    folds.push_back(static_cast<LaneFold>(bytes[lane]));
  }
  return folds;
}

std::vector<LaneFold> to_folds(const Napi::Value& value, const MapInfo& map) {
  if (value.IsNull()) {
    if (map.per_cpu) throw Error("read", EINVAL, "the per-CPU map '" + map.name + "' needs a fold");
    return {};
  }
  if (!map.per_cpu) throw Error("read", EINVAL, "the map '" + map.name + "' is not per CPU and cannot be folded");
  return folds_of(bytes_of(value, map.lanes(), "read", "the fold"), map.lanes(), "read");
}

}  // namespace

Napi::Function MapClass::define(Napi::Env env) {
  return DefineClass(env, "NativeMap",
                     {
                         InstanceMethod<&MapClass::info>("info"),
                         InstanceMethod<&MapClass::read>("read"),
                         InstanceMethod<&MapClass::lookup>("lookup"),
                         InstanceMethod<&MapClass::update>("update"),
                         InstanceMethod<&MapClass::erase>("delete"),
                         InstanceMethod<&MapClass::clear>("clear"),
                         InstanceMethod<&MapClass::store>("store"),
                         InstanceMethod<&MapClass::fold_cells>("foldCells"),
                         InstanceMethod<&MapClass::pin>("pin"),
                         InstanceMethod<&MapClass::close>("close"),
                     });
}

Napi::Value MapClass::create(Napi::Env env, Map map) {
  return env.GetInstanceData<Constructors>()->map.New({Napi::External<Map>::New(env, &map)});
}

MapClass::MapClass(const Napi::CallbackInfo& info)
    : ObjectWrap(info), map_(std::make_unique<Map>(std::move(*info[0].As<Napi::External<Map>>().Data()))) {}

Napi::Value MapClass::info(const Napi::CallbackInfo& call) {
  const MapInfo& info = map_->info();
  Napi::Object result = Napi::Object::New(call.Env());
  result.Set("id", info.id);
  result.Set("type", info.type);
  result.Set("keySize", info.key_size);
  result.Set("valueSize", info.value_size);
  result.Set("maxEntries", info.max_entries);
  result.Set("perCpu", info.per_cpu);
  result.Set("name", info.name);
  return result;
}

Napi::Value MapClass::read(const Napi::CallbackInfo& call) {
  Napi::Env env = call.Env();
  return guarded(env, [&]() -> Napi::Value {
    const MapInfo& info = map_->info();
    MapEntries entries = map_->read(to_folds(call[0], info));
    Napi::Object result = Napi::Object::New(env);
    result.Set("count", static_cast<double>(entries.count));
    result.Set("keySize", info.key_size);
    result.Set("valueSize", info.value_size);
    result.Set("keys", to_buffer(env, std::move(entries.keys)));
    result.Set("values", to_buffer(env, std::move(entries.values)));
    return result;
  });
}

Napi::Value MapClass::lookup(const Napi::CallbackInfo& call) {
  Napi::Env env = call.Env();
  return guarded(env, [&]() -> Napi::Value {
    std::optional<Bytes> value = map_->lookup(bytes_of(call[0], map_->info().key_size, "lookup", "the key"));
    return value ? Napi::Value(to_buffer(env, std::move(*value))) : env.Null();
  });
}

void MapClass::update(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] {
    const uint8_t* key = bytes_of(call[0], map_->info().key_size, "update", "the key");
    const uint8_t* value = bytes_of(call[1], map_->info().transfer_size(), "update", "the value");
    map_->update(key, value, call[2].As<Napi::Number>().Uint32Value());
  });
}

Napi::Value MapClass::erase(const Napi::CallbackInfo& call) {
  return guarded(call.Env(), [&]() -> Napi::Value {
    const bool erased = map_->erase(bytes_of(call[0], map_->info().key_size, "delete", "the key"));
    return Napi::Boolean::New(call.Env(), erased);
  });
}

void MapClass::clear(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { map_->clear(); });
}

void MapClass::store(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] {
    bool lossless = false;
    uint64_t value = call[1].As<Napi::BigInt>().Uint64Value(&lossless);
    map_->store(call[0].As<Napi::Number>().Uint32Value(), value);
  });
}

Napi::Value MapClass::fold_cells(const Napi::CallbackInfo& call) {
  Napi::Env env = call.Env();
  return guarded(env, [&]() -> Napi::Value {
    const auto fold = call[3].As<Napi::Uint8Array>();
    const size_t lanes = fold.ElementLength();
    const auto folds = folds_of(fold.Data(), lanes, "foldCells");
    const auto number = [&](size_t at) { return static_cast<size_t>(call[at].As<Napi::Number>().Int64Value()); };
    return to_buffer(env, map_->fold_cells(number(0), number(1), number(2), folds, call[4].ToBoolean()));
  });
}

void MapClass::pin(const Napi::CallbackInfo& call) {
  guarded(call.Env(), [&] { map_->pin(text_of(call[0])); });
}

void MapClass::close(const Napi::CallbackInfo&) {
  map_->close();
}

}  // namespace bpfleet::addon
