"""Notices when the whole machine stood still. Virtual machines are paused, for seconds and more; a
clock that ran on meanwhile shows a step that is a hundred times too slow."""
import threading
import time

INTERVAL = 0.05
# A busy machine wakes a thread some tens of milliseconds late, never this much.
FREEZE = 1.0


class Heartbeat:
    """A thread that only sleeps: how late it wakes says nothing of what is being measured."""

    def __init__(self):
        self.longest = 0.0
        threading.Thread(target=self.beat, daemon=True).start()

    def beat(self):
        last = time.monotonic()
        while True:
            time.sleep(INTERVAL)
            now = time.monotonic()
            self.longest = max(self.longest, now - last)
            last = now

    def take_longest(self):
        """The longest pause between two beats since the last call, in seconds."""
        time.sleep(2 * INTERVAL)  # a beat that is due now has its say
        longest, self.longest = self.longest, 0.0
        return longest
