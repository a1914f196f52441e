// A BPF object: its programs and maps from load to close, and the links that run the programs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernel_functions.h"
#include "map.h"
#include "perf_event.h"
#include "uprobe.h"

struct bpf_link;
struct bpf_map;
struct bpf_object;
struct bpf_program;

namespace bpfleet {

class Object {
 public:
  // Parses an ELF object; nothing is in the kernel yet. `name` prefixes the names of global data maps.
  static Object open(Bytes elf, const std::string& name);

  // Creates the maps, loads the programs. On a rejection: Error with the program and the verifier's log.
  void load();

  std::vector<std::string> program_names() const;
  // As in the ELF: global data is `.bss`, `.data`, `.rodata`.
  std::vector<std::string> map_names() const;
  Map map(const std::string& name) const;

  // BPF_PROG_TEST_RUN of a raw_tracepoint program on `cpu` (-1: the caller's); its return value.
  uint32_t run_once(const std::string& program, int cpu) const;

  void attach_tracepoint(const std::string& program, uint64_t event_id);
  // Before load(): one link of the program then serves any number of places in one file.
  void use_uprobe_multi(const std::string& program);
  // All places or none.
  void attach_uprobe(const std::string& program, const Uprobe& uprobe);
  // All CPUs or none.
  void attach_perf_event(const std::string& program, const PerfEvent& event);
  // A program that was made for its function or event: tp_btf, fentry, fexit.
  void attach_trace(const std::string& program);
  // All places or none.
  void attach_kprobes(const std::string& program, const Kprobes& kprobes);
  // All functions by one link.
  void attach_kprobe_multi(const std::string& program, const std::vector<std::string>& functions, KprobeMultiAt at);

  // bpf_prog_info.recursion_misses
  uint64_t recursion_misses(const std::string& program) const;

  // The newest link goes first.
  void detach();
  void close();

 private:
  struct Free {
    void operator()(bpf_object* object) const;
    void operator()(bpf_link* link) const;
  };
  using Link = std::unique_ptr<bpf_link, Free>;

  Object(Bytes elf, bpf_object* object) : elf_(std::move(elf)), object_(object) {}
  bpf_object* opened(const char* operation) const;
  bpf_program* program(const char* operation, const std::string& name) const;
  int program_fd(const char* operation, const std::string& name) const;
  Link attach_kprobe_at(bpf_program* program, const KprobePlace& place, bool at_return) const;
  Link attach(const char* operation, const std::string& name, Descriptor event) const;
  Link attach_uprobe_at(bpf_program* program, const Uprobe& uprobe, uint64_t offset) const;
  Link attach_uprobe_multi(bpf_program* program, const Uprobe& uprobe) const;

  // Declared in the order of dependence: links go before the object, the object before its bytes.
  Bytes elf_;
  std::unique_ptr<bpf_object, Free> object_;
  std::vector<Link> links_;
};

}  // namespace bpfleet
