"""How a plan comes about, a subject a file: who may meet, what a parcel holds, who waits, why."""
