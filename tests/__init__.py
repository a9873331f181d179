"""The tests mirror the packages; read test_journey.py first."""
