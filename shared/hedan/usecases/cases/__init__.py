"""After-sales, complaints and disputes: what people do about them, and what they are told."""
