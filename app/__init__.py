"""On Record: regional crime statistics with receipts."""
