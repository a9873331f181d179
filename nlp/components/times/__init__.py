"""When: expressions, clocks and calendars, which time is meant, and what goes on."""
