"""What the team asks for over HTTP: orders, holds, edits, settings, approvals."""
