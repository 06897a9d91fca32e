"""Every platform's side of the wire. Light on purpose: the callback imports from below here."""
