"""Functional equivalence: a program's output against golden output of the mainframe, field by field."""
