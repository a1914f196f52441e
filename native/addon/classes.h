// The classes of the addon, one file each, in the order of js/native.ts. JavaScript gets instances only from
// functions; the constructors take the C++ object inside an External.
#pragma once

#include <napi.h>

#include <memory>

#include "../core/map.h"
#include "../core/object.h"
#include "../core/ring_thread.h"

namespace bpfleet::addon {

// Constructors of one JavaScript environment.
struct Constructors {
  Napi::FunctionReference map;
  Napi::FunctionReference object;
  Napi::FunctionReference rings;
};

class MapClass : public Napi::ObjectWrap<MapClass> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value create(Napi::Env env, Map map);
  explicit MapClass(const Napi::CallbackInfo& info);
  const Map& map() const { return *map_; }

 private:
  Napi::Value info(const Napi::CallbackInfo& info);
  Napi::Value read(const Napi::CallbackInfo& info);
  Napi::Value lookup(const Napi::CallbackInfo& info);
  void update(const Napi::CallbackInfo& info);
  Napi::Value erase(const Napi::CallbackInfo& info);
  void clear(const Napi::CallbackInfo& info);
  void store(const Napi::CallbackInfo& info);
  Napi::Value fold_cells(const Napi::CallbackInfo& info);
  void pin(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  std::unique_ptr<Map> map_;
};

class ObjectClass : public Napi::ObjectWrap<ObjectClass> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value create(Napi::Env env, Object object);
  explicit ObjectClass(const Napi::CallbackInfo& info);

 private:
  void load(const Napi::CallbackInfo& info);
  Napi::Value program_names(const Napi::CallbackInfo& info);
  Napi::Value map_names(const Napi::CallbackInfo& info);
  Napi::Value map(const Napi::CallbackInfo& info);
  Napi::Value run_once(const Napi::CallbackInfo& info);
  void attach_tracepoint(const Napi::CallbackInfo& info);
  void attach_perf_event(const Napi::CallbackInfo& info);
  void use_uprobe_multi(const Napi::CallbackInfo& call);
  void attach_uprobe(const Napi::CallbackInfo& call);
  void attach_trace(const Napi::CallbackInfo& info);
  void attach_kprobes(const Napi::CallbackInfo& info);
  void attach_kprobe_multi(const Napi::CallbackInfo& info);
  Napi::Value program_stats(const Napi::CallbackInfo& info);
  void detach(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  std::unique_ptr<Object> object_;
};

struct RingsState;

class RingsClass : public Napi::ObjectWrap<RingsClass> {
 public:
  static Napi::Function define(Napi::Env env);
  static Napi::Value create(Napi::Env env, std::unique_ptr<RingReader> reader, std::chrono::milliseconds poll,
                            size_t max_queued, Napi::Function on_batch);
  explicit RingsClass(const Napi::CallbackInfo& info);

 private:
  void drain(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  std::shared_ptr<RingsState> state_;
};

}  // namespace bpfleet::addon
