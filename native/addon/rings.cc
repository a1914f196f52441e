#include "classes.h"
#include "convert.h"

namespace bpfleet::addon {
namespace {

// How long drain() waits for producers that are in the middle of writing a record.
constexpr std::chrono::seconds kDrainPatience{1};
constexpr std::chrono::microseconds kDrainPause{50};

void answer_doorbell(Napi::Env env, Napi::Function, RingsState* state, void*);

// The thread's only message is "look at the queue": batches stay in RingThread, where stop() drops them.
using Doorbell = Napi::TypedThreadSafeFunction<RingsState, void, answer_doorbell>;

}  // namespace

// Lives as long as the doorbell or the JavaScript object, whichever is longer. Except for `thread`'s inside,
// everything happens on the JavaScript thread.
//
// Shutdown: `thread` is stopped and joined first (it rings the doorbell without blocking, so this cannot
// wait for the JavaScript thread); only then is the doorbell given up, so it is never rung after that.
struct RingsState {
  explicit RingsState(Napi::Env env) : env(env) {}

  const Napi::Env env;
  Napi::FunctionReference on_batch;
  Napi::FunctionReference turn;  // gives one batch, on a turn of the event loop
  Napi::ObjectReference self;  // an open pair of rings stays alive without a reference in JavaScript
  Doorbell doorbell;
  std::unique_ptr<RingThread> thread;
  std::deque<RingBatch> undelivered;  // taken from the thread; a callback that calls drain() goes on here
  bool closed = false;
  bool turn_asked = false;

  void deliver_one() {
    RingBatch batch = std::move(undelivered.front());
    undelivered.pop_front();
    Napi::HandleScope scope(env);
    Napi::Object value = Napi::Object::New(env);
    value.Set("data", to_buffer(env, std::move(batch.data)));
    value.Set("control", to_buffer(env, std::move(batch.control)));
    on_batch.Call({value});
  }

  // Node calls a doorbell that rings meanwhile a thousand times before timers and signals have their turn: batches
  // come by setImmediate, one for each turn.
  void ask_for_turn() {
    if (std::exchange(turn_asked, true)) return;
    Napi::HandleScope scope(env);
    env.Global().Get("setImmediate").As<Napi::Function>().Call({turn.Value()});
  }

  void take_turn() {
    turn_asked = false;
    if (closed) return;
    if (undelivered.empty()) accept(thread->take());
    // The thread rings again once it has been found without a batch.
    if (undelivered.empty()) return;
    // Before the callback, which may throw.
    ask_for_turn();
    deliver_one();
  }

  void accept(std::deque<RingBatch> batches) {
    for (RingBatch& batch : batches) undelivered.push_back(std::move(batch));
  }

  // When the callback throws, the batches behind it must not wait for the next event.
  void deliver_all() {
    try {
      while (!closed && !undelivered.empty()) deliver_one();
    } catch (const Napi::Error&) {
      if (!closed && !undelivered.empty()) ask_for_turn();
      throw;
    }
  }

  void open(std::unique_ptr<RingReader> reader, std::chrono::milliseconds poll, size_t max_queued) {
    try {
      thread = std::make_unique<RingThread>(std::move(reader), poll, max_queued,
                                            [doorbell = doorbell] { doorbell.NonBlockingCall(); });
    } catch (const Error&) {
      doorbell.Abort();
      throw;
    }
    napi_add_env_cleanup_hook(env, on_teardown, this);
  }

  void close() {
    if (closed) return;
    napi_remove_env_cleanup_hook(env, on_teardown, this);
    shut();
  }

 private:
  // The environment ends (a worker is terminated) with the rings open. Hooks run newest first, so this one
  // comes before the doorbell's own.
  static void on_teardown(void* state) {
    auto* self = static_cast<RingsState*>(state);
    if (!self->closed) self->shut();
  }

  void shut() {
    closed = true;
    thread->stop();
    undelivered.clear();
    on_batch.Reset();
    turn.Reset();
    self.Reset();
    doorbell.Abort();
  }
};

namespace {

void answer_doorbell(Napi::Env env, Napi::Function, RingsState* state, void*) {
  // Without an environment the doorbell is being torn down.
  if (static_cast<napi_env>(env) == nullptr || state->closed) return;
  state->ask_for_turn();
}

}  // namespace

Napi::Function RingsClass::define(Napi::Env env) {
  return DefineClass(env, "NativeRings",
                     {
                         InstanceMethod<&RingsClass::drain>("drain"),
                         InstanceMethod<&RingsClass::close>("close"),
                     });
}

Napi::Value RingsClass::create(Napi::Env env, std::unique_ptr<RingReader> reader, std::chrono::milliseconds poll,
                               size_t max_queued, Napi::Function on_batch) {
  auto state = std::make_shared<RingsState>(env);
  state->on_batch = Napi::Persistent(on_batch);
  const std::weak_ptr<RingsState> known = state;
  state->turn = Napi::Persistent(Napi::Function::New(env, [known](const Napi::CallbackInfo&) {
    if (const auto kept = known.lock()) kept->take_turn();
  }));
  // The doorbell's context keeps the state alive until the doorbell is gone.
  auto* owner = new std::shared_ptr<RingsState>(state);
  state->doorbell = Doorbell::New(
      env, "bpfleet rings", 0, 1, state.get(),
      [](Napi::Env, std::shared_ptr<RingsState>* kept, RingsState*) { delete kept; }, owner);
  state->open(std::move(reader), poll, max_queued);
  Napi::Object rings =
      env.GetInstanceData<Constructors>()->rings.New({Napi::External<std::shared_ptr<RingsState>>::New(env, &state)});
  state->self = Napi::Persistent(rings);
  return rings;
}

RingsClass::RingsClass(const Napi::CallbackInfo& info)
    : ObjectWrap(info), state_(*info[0].As<Napi::External<std::shared_ptr<RingsState>>>().Data()) {}

void RingsClass::drain(const Napi::CallbackInfo& call) {
  if (state_->closed) return;
  const std::shared_ptr<RingsState> state = state_;
  const RingPositions goal = state->thread->produced();
  const auto deadline = std::chrono::steady_clock::now() + kDrainPatience;
  while (!state->closed) {
    RingThread::Drained drained = state->thread->drain_step(goal);
    state->accept(std::move(drained.batches));
    state->deliver_all();
    if (drained.complete) return;
    if (!drained.blocked) continue;
    if (std::chrono::steady_clock::now() > deadline) return;
    std::this_thread::sleep_for(kDrainPause);
  }
}

void RingsClass::close(const Napi::CallbackInfo&) {
  state_->close();
}

}  // namespace bpfleet::addon
