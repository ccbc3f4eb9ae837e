"""How far somebody gets who sees only a rendered repository, with its README.md and AGENTS.md: see README.md here."""
