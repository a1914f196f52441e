// The two ring buffers of a session, read in the order that RingBatch of js/native.ts promises.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "map.h"

struct ring;
struct ring_buffer;

namespace bpfleet {

// Both sequences are records: u32 length, u32 zero, payload, padding to 8 bytes.
struct RingBatch {
  Bytes data;
  Bytes control;
  bool empty() const { return data.empty() && control.empty(); }
};

// A position in each ring: bytes since the ring was made.
struct RingPositions {
  unsigned long data = 0;
  unsigned long control = 0;
};

// Reads without waiting; not thread-safe.
class RingReader {
 public:
  // Keeps what it needs of the maps; they may be closed afterwards.
  RingReader(const Map& data, const Map& control);
  ~RingReader();
  RingReader(const RingReader&) = delete;
  RingReader& operator=(const RingReader&) = delete;

  // What the next batch has of a ring, until it has at least `limit` bytes.
  struct Sink {
    Bytes bytes;
    size_t limit;
  };

  enum class More { kNo, kNow, kSoon };
  struct Step {
    RingBatch batch;
    // kNow: the batch was full. kSoon: a control record waits for a producer that is writing a record.
    More more;
  };

  // Takes the next batch: control records, 64 at most, then data records, about 1 MiB at most.
  //
  // Control records are held back until every data record that was reserved before they were read has been
  // given out, here or in a batch before. One that is still being written would otherwise be overtaken by a
  // later control record (such as exit).
  Step step();

  // Where the producers are now.
  RingPositions produced() const;
  // True when every record that was reserved before `positions` was taken has been given out.
  bool given_up_to(const RingPositions& positions) const;

  // Readable when the control ring has records.
  int control_fd() const { return control_fd_.get(); }

 private:
  struct Free {
    void operator()(ring_buffer* buffer) const;
  };
  struct Ring {
    std::unique_ptr<ring_buffer, Free> buffer;
    ring* positions;
    std::unique_ptr<Sink> sink;  // where the callback writes; at an address that stays
  };
  static Ring open_ring(const Map& map, size_t limit);
  static Bytes consume(Ring& ring);

  Ring data_;
  Ring control_;
  Descriptor control_fd_;
  Bytes held_;                    // control records that wait for the data ring ...
  unsigned long held_until_ = 0;  // ... to be consumed up to here
};

}  // namespace bpfleet
