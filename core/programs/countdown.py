# The twin of core/programs/countdown.cpp: python3 core/programs/countdown.py prints three counters
# that take turns, and ends.

from scheduler import run, tasks


def countdown(n):  #= Task countdown(
    while n > 0:  #= while (n > 0) {
        print('T-minus', n)  #= "T-minus {}"
        yield  #= co_yield turn();
        n -= 1  #= n -= 1;


def countup(stop):  #= Task countup(
    x = 0  #= int x = 0;
    while x < stop:  #= while (x < stop) {
        print('Up we go', x)  #= "Up we go {}"
        yield  #= co_yield turn();
        x += 1  #= x += 1;


if __name__ == '__main__':
    tasks.append(countdown(10))  #= countdown(scheduler, 10)
    tasks.append(countdown(5))  #= countdown(scheduler, 5)
    tasks.append(countup(20))  #= countup(scheduler, 20)
    run()
