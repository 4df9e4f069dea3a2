"""Where does it go? The Parquet datasets, their schema, provenance, atomic writes."""
