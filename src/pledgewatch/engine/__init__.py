"""Run the steps of the house over many records: four verbs over columns, and worker processes with limits."""
