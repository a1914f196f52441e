/** The first process of a VM: mounts what tests expect, runs one command, and reports through a channel of its own. */
import { insideCheckout } from './root.ts';

/** The first line of the report: the kernel runs. */
export const bootedLine = 'bpfleet-vm-booted';
/** Between these two lines the channel carries a tar archive of /out in base64. */
export const outStart = 'bpfleet-vm-out';
export const exitLine = 'bpfleet-vm-exit';

/** `channel`: the device that the report goes to. */
export function initScript(command: string, environment: Readonly<Record<string, string>>, channel: string): string {
  const exports = Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoted(value)}`)
    .join('\n');
  return `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=${insideCheckout}/node_modules/.bin:/usr/bin:/usr/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
ln -s /proc/self/fd /dev/fd
mkdir -p /dev/shm /dev/pts /out
mount -t tmpfs tmpfs /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run
mount -t tracefs tracefs /sys/kernel/tracing
mount -t debugfs debugfs /sys/kernel/debug
mount -t securityfs securityfs /sys/kernel/security
mount -t bpf bpf /sys/fs/bpf
mount -t cgroup2 cgroup2 /sys/fs/cgroup
ip link set lo up
echo 0 >/proc/sys/kernel/printk
stty -F ${channel} raw -echo
echo ${bootedLine} >${channel}
${exports}
cd ${insideCheckout}
# A session of its own, as under a login: signals to a group do not reach init.
setsid sh -c ${quoted(command)} </dev/null
code=$?
{ echo ${outStart}; tar -C /out -cz . | base64; echo "${exitLine} $code"; } >${channel}
sync
poweroff -f
`;
}

/** One word of a shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
