"""Keep what is derived: tables as Parquet behind manifests, work in progress, and the lock on a desk."""
