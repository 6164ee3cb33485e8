# The echo server as the tutorial has it: the program that the class reads, core/programs/echo.py on
# core/programs/scheduler.py. Only what it prints is left out, but for where it listens.
#
#     select_echo.py PORT     port 0 is a free one; serves until a signal ends it

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, *[os.pardir] * 4, 'core', 'programs'))

import echo
import scheduler


def say(what, *more):
    if what == 'Listening on':
        print('Listening on %s:%d' % more[0], flush=True)


echo.print = scheduler.print = say
echo.start_echo(int(sys.argv[1]))
scheduler.run()
