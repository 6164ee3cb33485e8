# The twin of core/scheduler.cpp, for those who know the lesson in Python: tasks are generators, a
# socket that is waited for is a key, and the kernel is asked only when nobody is ready. It runs; the
# other files here import it. A comment that begins with #= names the C++ line that a line is the
# twin of by a piece of its text; #recv= does so where the event is about that, or is of that kind.

from collections import deque
from select import select

tasks = deque()  # the ready queue: first in, first out
recv_wait = {}   # socket -> the task that waits until there is something to read
send_wait = {}   # socket -> the task that waits until there is room to write


def run():
    while tasks or recv_wait or send_wait:  #= while (has_tasks()) step();
        while not tasks:  #= if (ready_.empty()) return poll(timeout_ms);
            can_recv, can_send, _ = select(recv_wait, send_wait, [])  #= ask_kernel(timeout_ms);
            for sock in can_recv:
                tasks.append(recv_wait.pop(sock))  #recv= wake(*task);
            for sock in can_send:
                tasks.append(send_wait.pop(sock))  #send= wake(*task);
        task = tasks.popleft()  #= ready_.pop_front();
        try:
            wait = next(task)  #= resume(task);
        except StopIteration:  #finished= if (task.done()) finish(task);
            print('Task done')  #finished= if (task.done()) finish(task);
            continue
        except Exception as error:  #failed= if (task.done()) finish(task);
            print('Task failed:', error)  #failed= if (task.done()) finish(task);
            continue
        if wait is None:  # a bare yield: the others first
            tasks.append(task)
            continue
        reason, sock = wait
        if reason == 'recv':
            recv_wait[sock] = task  #recv= else park(task);
        else:
            send_wait[sock] = task  #send= else park(task);
