"""SQLite: connection, schema, migrations, transactions, sealed rows."""
