#!/usr/bin/env python3
# Prints a window's title, and again whenever it may have changed, a line each, until the window is
# gone: `titles.py ID`. No change is missed: it listens first and asks then. (xprop -spy asks first,
# and of what changes before it listens it never hears.)

import ctypes
import sys

PROPERTY_CHANGE, STRUCTURE_NOTIFY = 1 << 22, 1 << 17  # the second: it is told of the end, too


class Text(ctypes.Structure):
    """An XTextProperty."""
    _fields_ = [("value", ctypes.c_void_p), ("encoding", ctypes.c_ulong), ("format", ctypes.c_int),
                ("size", ctypes.c_ulong)]


x11 = ctypes.CDLL("libX11.so.6")
x11.XOpenDisplay.restype = ctypes.c_void_p
x11.XInternAtom.restype = ctypes.c_ulong
server = ctypes.c_void_p(x11.XOpenDisplay(None))
window = ctypes.c_ulong(int(sys.argv[1]))
name = ctypes.c_ulong(x11.XInternAtom(server, b"_NET_WM_NAME", False))
event = ctypes.create_string_buffer(24 * ctypes.sizeof(ctypes.c_long))  # an XEvent
title = Text()

x11.XSelectInput(server, window, ctypes.c_long(PROPERTY_CHANGE | STRUCTURE_NOTIFY))
while x11.XGetTextProperty(server, window, ctypes.byref(title), name):  # ends here without a window
    print(ctypes.string_at(title.value, title.size).decode(), flush=True)
    x11.XFree(ctypes.c_void_p(title.value))
    x11.XNextEvent(server, event)
