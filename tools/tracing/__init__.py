"""What tools/trace is made of: a subcommand a file, and the formats of other tools."""
