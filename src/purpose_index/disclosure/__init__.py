"""What may be shown of groups: a policy, one pure function that decides, and an audit of what was published."""
