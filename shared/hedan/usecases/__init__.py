"""What the system does: gather, decide, apply. One public function a file."""
