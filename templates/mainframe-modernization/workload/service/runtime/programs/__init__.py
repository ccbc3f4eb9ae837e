"""Calls compiled COBOL subprograms from asyncio: `Pool.call` sends a USING area to a worker process of its own.

libcob is not thread-safe, `STOP RUN` ends the process that runs it with exit code 0, and WORKING-STORAGE lives on after
a call. So each worker is a process, has one call at a time, and forgets it: the run unit cancels the program (CANCEL)
before the next one. A call succeeded if its reply arrived; exit codes say nothing.

This file imports nothing: a worker starts in some 20 milliseconds because it loads no more than it needs.
"""
