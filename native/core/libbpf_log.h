// What libbpf prints, kept for error messages instead of going to stderr.
#pragma once

#include <string>

namespace bpfleet {

// While it lives, warnings that libbpf prints on this thread are appended to `text()`. Captures nest: the
// innermost gets the lines. Without any capture the lines are dropped.
class LibbpfLog {
 public:
  LibbpfLog();
  ~LibbpfLog();
  LibbpfLog(const LibbpfLog&) = delete;
  LibbpfLog& operator=(const LibbpfLog&) = delete;

  const std::string& text() const { return text_; }

 private:
  friend struct LibbpfLogAccess;
  std::string text_;
  LibbpfLog* outer_;
};

// Takes libbpf's printing over for the whole process; called once, before any other use of libbpf.
void install_libbpf_log();

}  // namespace bpfleet
