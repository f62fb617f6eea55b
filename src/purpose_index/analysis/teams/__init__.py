"""Teams: what may be shown of them, the leader beside them, and how they changed."""
