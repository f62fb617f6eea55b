"""Reports that a leader, a team or a person reads: one HTML file each, in Dutch or English."""
