"""checkout - What git says of a folder, where there is git."""

import os
import subprocess


def git(folder, *words):
    """Its answer; None where git is not installed, or does not know the folder."""
    try:
        done = subprocess.run(["git", "-C", folder, *words], capture_output=True)
    except FileNotFoundError:
        return None
    return os.fsdecode(done.stdout) if done.returncode == 0 else None
