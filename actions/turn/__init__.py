"""What every room stands on: one request, its turn, the memory, the reply, the service behind them."""
