/** Numbers of the ELF64 format (System V gABI) and of its BPF supplement (Linux: Documentation/bpf/llvm_reloc.rst). */

/** Magic, ELFCLASS64, ELFDATA2LSB, EV_CURRENT. */
export const identification: readonly number[] = [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1];
export const ET_REL = 1;
export const EM_BPF = 247;

export const headerSize = 64;
export const sectionHeaderSize = 64;
export const symbolSize = 24;
export const relocationSize = 16;

export const SHT_PROGBITS = 1;
export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_NOBITS = 8;
export const SHT_REL = 9;

export const sectionFlags = { write: 0x1, alloc: 0x2, execinstr: 0x4 } as const;
export const SHF_INFO_LINK = 0x40;

export const STB_GLOBAL = 1;
export const SHN_UNDEF = 0;
export const STT_NOTYPE = 0;
export const STT_OBJECT = 1;
export const STT_FUNC = 2;

/** LD_IMM64 that takes the address of a symbol. */
export const R_BPF_64_64 = 1;
/** A call's target. */
export const R_BPF_64_32 = 10;
