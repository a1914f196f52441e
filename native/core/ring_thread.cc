#include "ring_thread.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>

#include <system_error>

#include "error.h"

namespace bpfleet {
namespace {

constexpr std::chrono::microseconds kProducerPause{100};

// While it lives, this thread takes no signals, nor do the threads that it starts: signals are the JavaScript
// thread's.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

RingThread::RingThread(std::unique_ptr<RingReader> reader, std::chrono::milliseconds poll, size_t max_queued,
                       std::function<void()> on_ready)
    : reader_(std::move(reader)),
      poll_(poll),
      max_queued_(max_queued),
      on_ready_(std::move(on_ready)),
      wake_(eventfd(0, EFD_CLOEXEC)) {
  if (!wake_.valid()) throw Error("openRings", errno, "cannot create the ring thread's eventfd");
  try {
    BlockedSignals blocked;
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    throw Error("openRings", error.code().value(), "cannot start the ring thread");
  }
  pthread_setname_np(thread_.native_handle(), "bpfleet-rings");
}

std::deque<RingBatch> RingThread::take() {
  std::lock_guard lock(mutex_);
  announced_ = false;
  room_.notify_one();
  return std::exchange(queue_, {});
}

RingPositions RingThread::produced() {
  std::lock_guard lock(mutex_);
  return reader_->produced();
}

RingThread::Drained RingThread::drain_step(const RingPositions& goal) {
  std::lock_guard lock(mutex_);
  if (stopping_) return Drained{{}, true, false};
  const RingReader::More more = fill();
  announced_ = false;
  room_.notify_one();
  return Drained{std::exchange(queue_, {}), reader_->given_up_to(goal), more != RingReader::More::kNow};
}

void RingThread::stop() {
  if (!thread_.joinable()) return;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  room_.notify_one();
  eventfd_write(wake_.get(), 1);
  thread_.join();
  queue_.clear();
}

RingReader::More RingThread::fill() {
  RingReader::Step step = reader_->step();
  if (!step.batch.empty()) queue_.push_back(std::move(step.batch));
  return step.more;
}

void RingThread::run() {
  for (;;) {
    bool announce = false;
    RingReader::More more;
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [this] { return stopping_ || queue_.size() < max_queued_; });
      if (stopping_) return;
      more = fill();
      if (!queue_.empty()) announce = !std::exchange(announced_, true);
    }
    if (announce) on_ready_();
    if (more != RingReader::More::kNow) wait(more);
  }
}

void RingThread::wait(RingReader::More more) {
  if (more == RingReader::More::kSoon) {
    std::this_thread::sleep_for(kProducerPause);
    return;
  }
  // poll(2) looks at the control ring's fill level before it sleeps, so a record cannot slip in between. The
  // data ring wakes nobody; the timeout is its turn.
  pollfd fds[] = {{wake_.get(), POLLIN, 0}, {reader_->control_fd(), POLLIN, 0}};
  poll(fds, 2, static_cast<int>(poll_.count()));
}

}  // namespace bpfleet
