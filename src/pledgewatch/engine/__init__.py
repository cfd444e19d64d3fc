"""Run the steps of the house over many records: worker processes with limits, and their progress."""
