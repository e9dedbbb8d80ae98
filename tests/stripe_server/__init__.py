"""A small process that speaks as much of Stripe's HTTP as this house uses. For tests only."""
