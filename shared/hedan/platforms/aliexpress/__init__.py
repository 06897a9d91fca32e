"""AliExpress 速卖通. Light on purpose: its callback has half a second, cold start included."""
