"""seccomp - The system calls that no submission needs, as a filter for bubblewrap.

A classic BPF program: it looks at the call's number and answers "allowed" or EPERM. What it
refuses would reach another process (ptrace), the network, memory that no limit counts
(System V), or the kernel's rarer corners. A foreign architecture's calls end the process.
"""

import platform
import struct

LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
NOT_THERE = 0x00050026    # ENOSYS: the C library then does without
NUMBER_OFFSET, ARCHITECTURE_OFFSET = 0, 4

# name: (x86_64, aarch64)
CALLS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "kcmp": (312, 272), "process_madvise": (440, 440),
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "memfd_secret": (447, 447), "userfaultfd": (323, 282),
    "shmget": (29, 194), "shmat": (30, 196), "semget": (64, 190), "msgget": (68, 186),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "fsopen": (430, 430),
    "open_tree": (428, 428), "move_mount": (429, 429), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265), "bpf": (321, 280), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "io_uring_setup": (425, 425),
    "quotactl": (179, 60), "swapon": (167, 224), "acct": (163, 89), "reboot": (169, 142),
    "init_module": (175, 105), "finit_module": (313, 273), "kexec_load": (246, 104),
}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32_BIT = 0x40000000
CLONE3 = 435


def step(code, value, if_true=0, if_false=0):
    return struct.pack("<HBBI", code, if_true, if_false, value)


def program():
    """The filter for this machine, or None where its call numbers are not known here."""
    if platform.machine() not in MACHINES:
        return None
    column, architecture = MACHINES[platform.machine()]
    steps = [step(LOAD, ARCHITECTURE_OFFSET),
             step(JUMP_EQUAL, architecture, 1, 0), step(RETURN, KILL),
             step(LOAD, NUMBER_OFFSET)]
    if platform.machine() == "x86_64":
        steps += [step(JUMP_GREATER_EQUAL, X32_BIT, 0, 1), step(RETURN, KILL)]
    steps += [step(JUMP_EQUAL, CLONE3, 0, 1), step(RETURN, NOT_THERE)]
    for numbers in CALLS.values():
        steps += [step(JUMP_EQUAL, numbers[column], 0, 1), step(RETURN, REFUSE)]
    return b"".join(steps + [step(RETURN, ALLOW)])
