"""Vehicles and number plates."""
