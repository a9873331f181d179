"""How gateways are verified, and how their audio is got: one file a kind of gateway."""
