"""What bench_ledger measures, a file a question."""
