"""The parcel plan under trade, refunds, waves and crashes: promises 1, 5, 6, 7 and 8."""
