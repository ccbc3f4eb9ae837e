"""Records of a mainframe: copybooks, their layouts, and what reads and writes files of such records."""
