"""Measure: every figure that README, docs or a note states is printed by a command of this folder."""
