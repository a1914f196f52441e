#include "uprobe.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>

#include "descriptor.h"

namespace bpfleet {

bool probe_uprobe_multi() {
  const bpf_insn code[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0},
  };
  bpf_prog_load_opts load{};
  load.sz = sizeof(load);
  load.expected_attach_type = BPF_TRACE_UPROBE_MULTI;
  const Descriptor program(bpf_prog_load(BPF_PROG_TYPE_KPROBE, nullptr, "GPL", code, 2, &load));
  if (!program.valid()) return false;

  // A kernel that has them finds that `/` is no file; one with the right filter that -1 is no process.
  const unsigned long offset = 0;
  bpf_link_create_opts link{};
  link.sz = sizeof(link);
  link.uprobe_multi.path = "/";
  link.uprobe_multi.offsets = &offset;
  link.uprobe_multi.cnt = 1;
  Descriptor made(bpf_link_create(program.get(), -1, BPF_TRACE_UPROBE_MULTI, &link));
  if (made.valid() || errno != EBADF) return false;
  link.uprobe_multi.pid = static_cast<__u32>(-1);
  made = Descriptor(bpf_link_create(program.get(), -1, BPF_TRACE_UPROBE_MULTI, &link));
  return !made.valid() && errno == EINVAL;
}

}  // namespace bpfleet
