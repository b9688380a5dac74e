"""Where bars come from: files in whatever layout people have, the demo market, and what goes out again as a market folder."""
