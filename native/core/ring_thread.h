// The thread that empties the two rings into a bounded queue of batches.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "ring_reader.h"

namespace bpfleet {

// One owner thread calls take(), drain_step() and stop(); the ring thread is inside.
//
// The lock covers "read the rings and put the batch at the end of the queue" as one step, so whoever holds it
// sees every record that has left the rings either delivered or in the queue, in order. The ring thread waits
// for room in the queue before it reads and never holds a batch of its own; hence stop() can never deadlock
// with a thread that waits for room, and drain_step() can never overtake a batch.
class RingThread {
 public:
  // `on_ready` is called on the ring thread, without the lock, when the queue has got its first batch since
  // the last take() or drain_step(). It must not block.
  RingThread(std::unique_ptr<RingReader> reader, std::chrono::milliseconds poll, size_t max_queued,
             std::function<void()> on_ready);
  ~RingThread() { stop(); }
  RingThread(const RingThread&) = delete;
  RingThread& operator=(const RingThread&) = delete;

  // Everything that is queued, oldest first; makes room for the ring thread.
  std::deque<RingBatch> take();

  // Where the producers are now: the goal of a drain.
  RingPositions produced();

  struct Drained {
    std::deque<RingBatch> batches;
    bool complete;  // every record up to the goal is in these batches or was in earlier ones
    bool blocked;   // a producer is still writing a record: worth a short wait
  };
  // What is queued and then one batch from the rings, read on the calling thread.
  Drained drain_step(const RingPositions& goal);

  // Ends the thread and drops what is queued; idempotent. `on_ready` is not called after it returns.
  void stop();

 private:
  void run();
  // Reads one batch into the queue. Called with the lock.
  RingReader::More fill();
  // Sleeps until there may be records, or stop(). Called without the lock.
  void wait(RingReader::More more);

  std::unique_ptr<RingReader> reader_;
  const std::chrono::milliseconds poll_;
  const size_t max_queued_;
  const std::function<void()> on_ready_;
  Descriptor wake_;  // eventfd: stop() ends the sleep

  std::mutex mutex_;
  std::condition_variable room_;
  std::deque<RingBatch> queue_;
  bool announced_ = false;  // on_ready was called and the queue was not taken since
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace bpfleet
