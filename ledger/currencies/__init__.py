"""Several currencies: rates by date, accounts in another one, and what the rates do to them."""
