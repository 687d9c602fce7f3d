# Prints what of the machine can be read or changed through /proc.
import os
for path in ["kcore", "kmsg", "kpageflags", "kpagecount", "slabinfo", "vmallocinfo", "timer_list", "sched_debug", "keys", "latency_stats", "acpi/wakeup", "scsi/scsi", "1/mem", "1/environ", "1/maps", "1/fd/0", "1/root/etc/passwd", "1/cwd/main.py", "1/auxv", "1/stack", "1/io", "self/stack"]:
    try:
        if open(f"/proc/{path}", "rb").read(1):
            print("read", path)
    except OSError:
        pass
for path in ["sysrq-trigger", "sys/kernel/core_pattern", "sys/kernel/modprobe", "sys/kernel/hostname", "sys/vm/overcommit_memory", "sys/net/ipv4/ip_forward", "sys/fs/file-max", "sys/fs/binfmt_misc/register", "irq/0/smp_affinity", "mtrr", "self/setgroups", "1/oom_score_adj", "1/comm", "1/mem"]:
    try:
        os.close(os.open(f"/proc/{path}", os.O_WRONLY))
        print("written", path)
    except OSError:
        pass
addresses = {line.split()[0] for line in open("/proc/kallsyms").read(4000).splitlines()[:20]}
print("addresses of the kernel:", len(addresses - {"0000000000000000"}))
