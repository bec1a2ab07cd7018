"""Triptych: an effect of three pictures, and a fourth for the wall behind them if somebody wants one."""
