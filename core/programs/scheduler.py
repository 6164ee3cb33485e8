# The twin of core/scheduler.cpp, for those who know the lesson in Python: tasks are generators, a
# socket that is waited for is a key, and the kernel is asked only when nobody is ready. It runs:
# the other files here import it. Ours takes more care: a second task that waits for a socket fails,
# here it replaces the first. A comment that begins with #= names the C++ line that a line is the
# twin of, by a piece of its text; #recv= does so for events that are about recv, or of that kind,
# and #afterfinished= for what the loop prints after one of that kind.

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
            print('Task done')  #afterfinished= if (task.done()) finish(task);
        except Exception as error:  #failed= if (task.done()) finish(task);
            print('Task failed:', error)  #afterfailed= if (task.done()) finish(task);
        else:
            reason, sock = wait or ('turn', None)  # a bare yield gives nothing
            if reason == 'recv':
                recv_wait[sock] = task  #recv= else park(task);
            elif reason == 'send':
                send_wait[sock] = task  #send= else park(task);
            else:
                tasks.append(task)  #turn= else park(task);
