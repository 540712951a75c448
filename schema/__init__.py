"""What a posting is: records, source files, SQL tables, migrations, codebook. Imports nothing else of ours."""
