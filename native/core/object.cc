#include "object.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <sys/mman.h>

#include <optional>

#include "error.h"
#include "libbpf_log.h"

namespace bpfleet {
namespace {

// The verifier's log of one load. One buffer serves all programs: libbpf asks for a log only when a load
// failed, and the first failure ends the loading. Pages that nothing writes to cost nothing.
class VerifierLog {
 public:
  VerifierLog() {
    void* at = mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) throw Error("load", errno, "cannot allocate the buffer for the verifier's log");
    text_ = static_cast<char*>(at);
  }
  ~VerifierLog() { munmap(text_, kSize); }
  VerifierLog(const VerifierLog&) = delete;
  VerifierLog& operator=(const VerifierLog&) = delete;

  void use_for(bpf_program* program) { bpf_program__set_log_buf(program, text_, kSize); }
  const char* text() const { return text_; }

 private:
  static constexpr size_t kSize = size_t{16} << 20;
  char* text_;
};

// libbpf names the rejected program only in the line that it prints.
std::optional<std::string> rejected_program(const std::string& log) {
  const std::string before = "prog '", after = "': BPF program load failed";
  const size_t end = log.rfind(after);
  if (end == std::string::npos) return std::nullopt;
  const size_t start = log.rfind(before, end);
  if (start == std::string::npos) return std::nullopt;
  return log.substr(start + before.size(), end - start - before.size());
}

// libbpf calls global data `<object name>.bss`; a section of its own keeps its name, which starts with a dot.
std::string elf_name(const bpf_map* map) {
  const std::string name = bpf_map__name(map);
  return bpf_map__is_internal(map) ? name.substr(name.find('.')) : name;
}

}  // namespace

void Object::Free::operator()(bpf_object* object) const {
  bpf_object__close(object);
}
void Object::Free::operator()(bpf_link* link) const {
  bpf_link__destroy(link);
}

Object Object::open(Bytes elf, const std::string& name) {
  LibbpfLog log;
  bpf_object_open_opts options{};
  options.sz = sizeof(options);
  options.object_name = name.c_str();
  bpf_object* object = bpf_object__open_mem(elf.data(), elf.size(), &options);
  if (object == nullptr) {
    throw Error("openObject", errno, "cannot read the BPF object '" + name + "'", std::nullopt, log.text());
  }
  return Object(std::move(elf), object);
}

bpf_object* Object::opened(const char* operation) const {
  if (object_ == nullptr) throw Error(operation, EBADF, "the BPF object is closed");
  return object_.get();
}

void Object::load() {
  bpf_object* object = opened("load");
  VerifierLog verifier;
  bpf_program* program;
  bpf_object__for_each_program(program, object) verifier.use_for(program);

  // libbpf writes to the buffer only inside this call, and lets an object be loaded once.
  LibbpfLog log;
  int error = bpf_object__load(object);
  if (error == 0) return;

  std::optional<std::string> name = rejected_program(log.text());
  const std::string detail = name ? "the kernel rejected the program '" + *name + "'" : "cannot load the BPF object";
  const std::string text = verifier.text();
  throw Error("load", -error, detail, name, text.empty() ? log.text() : text);
}

std::vector<std::string> Object::program_names() const {
  std::vector<std::string> names;
  bpf_program* program;
  bpf_object__for_each_program(program, opened("programNames")) names.emplace_back(bpf_program__name(program));
  return names;
}

std::vector<std::string> Object::map_names() const {
  std::vector<std::string> names;
  bpf_map* map;
  bpf_object__for_each_map(map, opened("mapNames")) names.push_back(elf_name(map));
  return names;
}

Map Object::map(const std::string& name) const {
  bpf_map* map;
  bpf_object__for_each_map(map, opened("map")) {
    if (elf_name(map) != name) continue;
    const int fd = bpf_map__fd(map);
    if (fd < 0) throw Error("map", EBADF, "the map '" + name + "' does not exist before load()");
    return Map::duplicate(fd);
  }
  throw Error("map", ENOENT, "the BPF object has no map '" + name + "'");
}

bpf_program* Object::program(const char* operation, const std::string& name) const {
  bpf_program* program = bpf_object__find_program_by_name(opened(operation), name.c_str());
  if (program == nullptr) throw Error(operation, ENOENT, "the BPF object has no program '" + name + "'");
  return program;
}

int Object::program_fd(const char* operation, const std::string& name) const {
  const int fd = bpf_program__fd(program(operation, name));
  if (fd < 0) throw Error(operation, EBADF, "the program '" + name + "' is not loaded");
  return fd;
}

uint32_t Object::run_once(const std::string& program, int cpu) const {
  bpf_test_run_opts options{};
  options.sz = sizeof(options);
  if (cpu >= 0) {
    options.flags = BPF_F_TEST_RUN_ON_CPU;
    options.cpu = static_cast<__u32>(cpu);
  }
  int error = bpf_prog_test_run_opts(program_fd("runOnce", program), &options);
  if (error != 0) throw Error("runOnce", -error, "cannot run the program '" + program + "'");
  return options.retval;
}

Object::Link Object::attach(const char* operation, const std::string& name, Descriptor event) const {
  program_fd(operation, name);
  LibbpfLog log;
  Link link(bpf_program__attach_perf_event(program(operation, name), event.get()));
  if (link == nullptr) {
    throw Error(operation, errno, "cannot attach the program '" + name + "'", std::nullopt, log.text());
  }
  event.release();  // the link closes it
  return link;
}

void Object::attach_tracepoint(const std::string& program, uint64_t event_id) {
  links_.push_back(attach("attachTracepoint", program, open_tracepoint(event_id)));
}

void Object::attach_perf_event(const std::string& program, const PerfEvent& event) {
  std::vector<Link> links;
  for (int cpu : event.cpus) links.push_back(attach("attachPerfEvent", program, open_perf_event(event, cpu)));
  for (Link& link : links) links_.push_back(std::move(link));
}

void Object::use_uprobe_multi(const std::string& name) {
  int error = bpf_program__set_expected_attach_type(program("useUprobeMulti", name), BPF_TRACE_UPROBE_MULTI);
  if (error != 0) throw Error("useUprobeMulti", -error, "the program '" + name + "' is loaded already");
}

void Object::attach_uprobe(const std::string& name, const Uprobe& uprobe) {
  program_fd("attachUprobe", name);
  bpf_program* one = program("attachUprobe", name);
  if (bpf_program__expected_attach_type(one) == BPF_TRACE_UPROBE_MULTI) {
    links_.push_back(attach_uprobe_multi(one, uprobe));
    return;
  }
  std::vector<Link> links;
  for (const unsigned long offset : uprobe.offsets) links.push_back(attach_uprobe_at(one, uprobe, offset));
  for (Link& link : links) links_.push_back(std::move(link));
}

Object::Link Object::attach_uprobe_multi(bpf_program* program, const Uprobe& uprobe) const {
  bpf_uprobe_multi_opts options{};
  options.sz = sizeof(options);
  options.offsets = uprobe.offsets.data();
  options.cnt = uprobe.offsets.size();
  options.retprobe = uprobe.at_return;
  LibbpfLog log;
  Link link(bpf_program__attach_uprobe_multi(program, uprobe.pid, uprobe.path.c_str(), nullptr, &options));
  if (link == nullptr) {
    throw Error("attachUprobe", errno, "cannot set breakpoints in '" + uprobe.path + "'", std::nullopt, log.text());
  }
  return link;
}

Object::Link Object::attach_uprobe_at(bpf_program* program, const Uprobe& uprobe, uint64_t offset) const {
  bpf_uprobe_opts options{};
  options.sz = sizeof(options);
  options.retprobe = uprobe.at_return;
  LibbpfLog log;
  Link link(bpf_program__attach_uprobe_opts(program, uprobe.pid, uprobe.path.c_str(), offset, &options));
  if (link == nullptr) {
    throw Error("attachUprobe", errno, "cannot set a breakpoint in '" + uprobe.path + "'", std::nullopt, log.text());
  }
  return link;
}

uint64_t Object::recursion_misses(const std::string& program) const {
  bpf_prog_info info{};
  __u32 size = sizeof(info);
  int error = bpf_prog_get_info_by_fd(program_fd("programStats", program), &info, &size);
  if (error != 0) throw Error("programStats", -error, "cannot read the statistics of '" + program + "'");
  return info.recursion_misses;
}

void Object::detach() {
  while (!links_.empty()) links_.pop_back();
}

void Object::close() {
  detach();
  object_.reset();
  elf_ = Bytes();
}

}  // namespace bpfleet
