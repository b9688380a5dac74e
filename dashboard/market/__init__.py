"""Everything that knows what a market is: its folder, its sessions, its bars, their quality, and the panel all figures are computed on."""
