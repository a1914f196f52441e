#include "ring_reader.h"

#include <bpf/libbpf.h>
#include <fcntl.h>

#include <cstring>

#include "error.h"
#include "libbpf_log.h"

namespace bpfleet {
namespace {

constexpr size_t kDataBytes = size_t{1} << 20;
// 64 records. Each may be a whole map to read: what comes faster waits in the kernel's ring, which counts its losses.
constexpr size_t kControlBytes = size_t{2} << 10;
constexpr size_t kHeaderSize = 8;

// ring_buffer_sample_fn: appends the record; a negative result ends the consumption after this record.
int append_record(void* context, void* payload, size_t length) {
  auto& [out, limit] = *static_cast<RingReader::Sink*>(context);
  const auto* bytes = static_cast<const uint8_t*>(payload);
  const uint32_t header[2] = {static_cast<uint32_t>(length), 0};
  const auto* header_bytes = reinterpret_cast<const uint8_t*>(header);
  out.insert(out.end(), header_bytes, header_bytes + kHeaderSize);
  out.insert(out.end(), bytes, bytes + length);
  out.resize((out.size() + 7) / 8 * 8);
  return out.size() < limit ? 0 : -ECANCELED;
}

}  // namespace

void RingReader::Free::operator()(ring_buffer* buffer) const {
  ring_buffer__free(buffer);
}

RingReader::Ring RingReader::open_ring(const Map& map, size_t limit) {
  LibbpfLog log;
  auto sink = std::make_unique<Sink>(Sink{Bytes(), limit});
  ring_buffer* buffer = ring_buffer__new(map.fd("openRings"), append_record, sink.get(), nullptr);
  if (buffer == nullptr) {
    throw Error("openRings", errno, "cannot read the map '" + map.info().name + "' as a ring buffer", std::nullopt,
                log.text());
  }
  return Ring{std::unique_ptr<ring_buffer, Free>(buffer), ring_buffer__ring(buffer, 0), std::move(sink)};
}

RingReader::RingReader(const Map& data, const Map& control)
    : data_(open_ring(data, kDataBytes)),
      control_(open_ring(control, kControlBytes)),
      control_fd_(fcntl(control.fd("openRings"), F_DUPFD_CLOEXEC, 0)) {
  if (!control_fd_.valid()) throw Error("openRings", errno, "cannot duplicate the control ring's descriptor");
}

RingReader::~RingReader() = default;

Bytes RingReader::consume(Ring& ring) {
  ring.sink->bytes.clear();
  ring__consume(ring.positions);  // fails only when append_record says that the batch is full
  return std::exchange(ring.sink->bytes, Bytes());
}

RingReader::Step RingReader::step() {
  Step step{RingBatch{}, More::kNo};
  bool control_full = false;
  if (held_.empty()) {
    held_ = consume(control_);
    control_full = held_.size() >= kControlBytes;
    held_until_ = ring__producer_pos(data_.positions);
  }
  step.batch.data = consume(data_);
  const bool data_full = step.batch.data.size() >= kDataBytes;
  // Positions grow for ever and may wrap: compare their difference.
  if (static_cast<long>(ring__consumer_pos(data_.positions) - held_until_) >= 0) {
    step.batch.control = std::exchange(held_, Bytes());
  }
  if (control_full || data_full) {
    step.more = More::kNow;
  } else if (!held_.empty() || ring__avail_data_size(control_.positions) > 0) {
    step.more = More::kSoon;
  }
  return step;
}

RingPositions RingReader::produced() const {
  RingPositions positions;
  // The control ring first: see RingBatch for the order that must hold.
  positions.control = ring__producer_pos(control_.positions);
  positions.data = ring__producer_pos(data_.positions);
  return positions;
}

bool RingReader::given_up_to(const RingPositions& positions) const {
  return held_.empty() && static_cast<long>(ring__consumer_pos(control_.positions) - positions.control) >= 0 &&
         static_cast<long>(ring__consumer_pos(data_.positions) - positions.data) >= 0;
}

}  // namespace bpfleet
