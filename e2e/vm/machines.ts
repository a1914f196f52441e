/** The machines that qemu emulates, by Debian's name of the architecture. */

export type Architecture = 'amd64' | 'arm64';

export interface Machine {
  readonly program: string;
  readonly options: string;
  /** The kernel's console, which is the first serial port. */
  readonly console: string;
  /** More of the kernel's command line, for so many CPUs. */
  readonly kernelOptions: (cpus: number) => string;
  /** Where a report goes: qemu's options for a channel named `report`, and the device inside. */
  readonly channel: string;
  readonly channelDevice: string;
}

export const machines: Readonly<Record<Architecture, Machine>> = {
  amd64: {
    program: 'qemu-system-x86_64',
    // Without protection keys: V8 under emulation loses track of its code pages with them and aborts.
    options: '-machine q35 -cpu max,-pku',
    console: 'ttyS0',
    // On a busy machine the check of the timer finds no tick in its time, and the guest then waits for one for ever. One CPU more may be
    // there than is: its values are read as those of the others.
    kernelOptions: (cpus) => `no_timer_check possible_cpus=${cpus + 1}`,
    channel: '-serial chardev:report',
    channelDevice: '/dev/ttyS1',
  },
  arm64: {
    program: 'qemu-system-aarch64',
    // Signed pointers by the architecture's own algorithm cost most of the time; by qemu's own they are cheap.
    options: '-machine virt -cpu max,pauth-impdef=on',
    console: 'ttyAMA0',
    kernelOptions: () => '',
    // It has one serial port.
    channel: '-device virtio-serial-pci -device virtconsole,chardev=report',
    channelDevice: '/dev/hvc0',
  },
};
