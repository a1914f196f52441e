// Links of programs to the kernel's own functions and events.
#include <bpf/libbpf.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <optional>
#include <thread>

#include "error.h"
#include "libbpf_log.h"
#include "object.h"

namespace bpfleet {
namespace {

// Making one kprobe waits for all CPUs a few times; several at once wait together.
constexpr size_t kThreads = 8;

std::string name_of(const KprobePlace& place) {
  const std::string offset = std::to_string(place.offset);
  if (place.function.empty()) return "address " + offset;
  return place.offset == 0 ? place.function : place.function + "+" + offset;
}

}  // namespace

void Object::attach_trace(const std::string& name) {
  program_fd("attachTrace", name);
  LibbpfLog log;
  Link link(bpf_program__attach_trace(program("attachTrace", name)));
  if (link == nullptr)
    throw Error("attachTrace", errno, "cannot attach the program '" + name + "'", std::nullopt, log.text());
  links_.push_back(std::move(link));
}

Object::Link Object::attach_kprobe_at(bpf_program* program, const KprobePlace& place, bool at_return) const {
  LibbpfLog log;
  bpf_kprobe_opts options{};
  options.sz = sizeof(options);
  options.offset = place.offset;
  options.retprobe = at_return;
  const char* function = place.function.empty() ? nullptr : place.function.c_str();
  Link link(bpf_program__attach_kprobe_opts(program, function, &options));
  if (link == nullptr)
    throw Error("attachKprobes", errno, "cannot make a kprobe at " + name_of(place), std::nullopt, log.text());
  return link;
}

void Object::attach_kprobes(const std::string& name, const Kprobes& kprobes) {
  program_fd("attachKprobes", name);
  bpf_program* const one = program("attachKprobes", name);
  std::vector<Link> links(kprobes.places.size());
  std::atomic<size_t> next{0};
  std::mutex mutex;
  std::optional<Error> failure;
  const auto work = [&] {
    for (size_t index; (index = next++) < links.size();) {
      try {
        links[index] = attach_kprobe_at(one, kprobes.places[index], kprobes.at_return);
      } catch (const Error& error) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = error;
        next = links.size();
      }
    }
  };
  std::vector<std::thread> threads;
  for (size_t count = std::min(kThreads, links.size()); count > 1; count--) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (failure) throw *failure;
  for (Link& link : links) links_.push_back(std::move(link));
}

void Object::attach_kprobe_multi(const std::string& name, const std::vector<std::string>& functions, KprobeMultiAt at) {
  program_fd("attachKprobeMulti", name);
  std::vector<const char*> names;
  for (const std::string& function : functions) names.push_back(function.c_str());
  bpf_kprobe_multi_opts options{};
  options.sz = sizeof(options);
  options.syms = names.data();
  options.cnt = names.size();
  options.retprobe = at == KprobeMultiAt::kReturn;
  options.session = at == KprobeMultiAt::kBoth;
  LibbpfLog log;
  Link link(bpf_program__attach_kprobe_multi_opts(program("attachKprobeMulti", name), nullptr, &options));
  if (link == nullptr) {
    const std::string count = std::to_string(functions.size());
    throw Error("attachKprobeMulti", errno, "cannot attach to " + count + " functions", std::nullopt, log.text());
  }
  links_.push_back(std::move(link));
}

}  // namespace bpfleet
