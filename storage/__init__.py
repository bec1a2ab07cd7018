"""The database: tables, what is asked of them, and the migrations that bring an older one up to date."""
